import { loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { LocalShop } from '../lib/local-stack/endpoints.ts';
import { plainOrder } from '../lib/senders/sent-order.ts';
import { genericOrder } from '../lib/senders/standard.ts';
import { postWebhook, signedWebhook } from '../lib/senders/signed-webhook.ts';
import type { FaultyService } from '../local/iam/aws-call.ts';
import type { AwsFault } from '../local/http/fault-proxy.ts';
import { stages } from '../infra/stages.ts';
import { withStack } from './local-stack.ts';

/*
 * How ingest answers while an AWS service refuses or hangs: `npm run bench:outages`. Warm: the process had a webhook of the shop before, and
 * what it remembers has expired. Cold: the process starts during the outage. The deployed bundle runs in the local stack, whose fault
 * proxies close connections (refuse) or don't answer (hang).
 */
const outages: FaultyService[][] = [
  ['sqs'],
  ['dynamodb'],
  ['secretsManager'],
  ['s3'],
  ['dynamodb', 'secretsManager'],
  ['sqs', 'dynamodb'],
];
const faults: Record<string, AwsFault> = { refuses: { kind: 'refuse' }, hangs: { kind: 'slow', delayMs: 60_000 } };
const tries = 3;

let nextId = 1;
const kinds: Record<string, (shop: LocalShop) => Promise<Response>> = {
  order: (shop) => send(shop, genericOrder(plainOrder({ id: `bench-${nextId++}` }))),
  unreadable: (shop) => send(shop, `{"n":${nextId++}}`),
  'other secret': (shop) => send(shop, '{"type":"ping"}', `whsec_${Buffer.alloc(24, 7).toString('base64')}`),
};

async function send(shop: LocalShop, body: string, secret = shop.webhookSecret): Promise<Response> {
  return await postWebhook(shop, signedWebhook(shop, body, { secret }));
}

await withStack(async ({ stack, shop }) => {
  const setFaults = (services: FaultyService[], fault: AwsFault | undefined) =>
    services.forEach((service) => stack.setFault(service, fault));
  const pids = (): number[] => stack.endpoints().functions['thankflow-local-ingest'] ?? [];

  /** Kills ingest's processes. The next webhook starts one. */
  const makeCold = async (): Promise<void> => {
    const old = pids();
    for (const pid of old) process.kill(pid, 'SIGKILL');
    while (pids().some((pid) => old.includes(pid))) await delay(20);
  };

  /** Returns `200`, or `200, 503` if the tries differ, and the slowest try, ms. */
  const measure = async (
    services: FaultyService[],
    fault: AwsFault,
    post: (to: LocalShop) => Promise<Response>,
    isCold: boolean,
  ): Promise<string> => {
    const statuses = new Set<number>();
    let slowestMs = 0;
    for (let n = 0; n < tries; n++) {
      // Until a ping is accepted, the stack or a process isn't ready.
      while ((await send(shop, '{"type":"ping"}')).status !== 200) await delay(200);
      if (isCold) await makeCold();
      // Longer than settings and secrets are cached, and longer than the pause after a failure.
      else await delay(Math.max(stages.local.cacheTtlMs, 5000) + 100);
      setFaults(services, fault);
      const sentAtMs = performance.now();
      statuses.add((await post(shop)).status);
      slowestMs = Math.max(slowestMs, performance.now() - sentAtMs);
      setFaults(services, undefined);
    }
    return `${[...statuses].join(', ')} (${slowestMs.toFixed(0)} ms)`;
  };

  const columns = Object.entries(kinds).flatMap(([kind, post]) =>
    [false, true].map((isCold) => ({ kind, post, isCold })),
  );
  const headings = columns.map(({ kind, isCold }) => `${kind}, ${isCold ? 'cold' : 'warm'}`);
  console.log(`| service | | ${headings.join(' | ')} |\n|${' --- |'.repeat(headings.length + 2)}`);
  for (const services of outages) {
    for (const [how, fault] of Object.entries(faults)) {
      const cells: string[] = [];
      for (const { post, isCold } of columns) cells.push(await measure(services, fault, post, isCold));
      console.log(`| ${services.join(' and ')} | ${how} | ${cells.join(' | ')} |`);
    }
  }
  console.log(`\nThe slowest of ${tries} tries is in brackets. Load average at the end: ${loadavg()[0]?.toFixed(1)}`);
});
