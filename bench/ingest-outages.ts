import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { LocalShop } from '../lib/local-stack/endpoints.ts';
import { plainOrder } from '../lib/senders/sent-order.ts';
import { genericOrder } from '../lib/senders/standard.ts';
import { postWebhook, signedHeaders } from '../lib/senders/signed-webhook.ts';
import type { FaultyService } from '../local/iam/aws-call.ts';
import type { Fault } from '../local/http/fault-proxy.ts';
import { startStack } from '../local/stack.ts';
import { stages } from '../infra/stages.ts';

/*
 * What ingest answers while an AWS service refuses or hangs: `npm run bench:ingest`. Warm: the process took a webhook of the shop
 * before, and what it remembers has expired. Cold: a process that starts while the service is away. The deployed bundle runs in the
 * local stack, whose fault proxies close connections (refuse) or do not answer (hang).
 */
const outages: FaultyService[][] = [
  ['sqs'],
  ['dynamodb'],
  ['secretsManager'],
  ['s3'],
  ['dynamodb', 'secretsManager'],
  ['sqs', 'dynamodb'],
];
const faults: Record<string, Fault> = { refuses: { kind: 'refuse' }, hangs: { kind: 'slow', delayMs: 60_000 } };
const tries = 3;

const localDir = await mkdtemp(join(tmpdir(), 'thankflow-bench-'));
const stack = await startStack({ localDir, port: 0, fresh: true });
let nextId = 1;

const kinds: Record<string, (shop: LocalShop) => Promise<Response>> = {
  order: (shop) => post(shop, genericOrder(plainOrder({ id: `bench-${nextId++}` }))),
  unreadable: (shop) => post(shop, `{"n":${nextId++}}`),
  'other secret': (shop) => post(shop, '{"type":"ping"}', `whsec_${Buffer.alloc(24, 7).toString('base64')}`),
};

async function post(shop: LocalShop, body: string, secret = shop.webhookSecret): Promise<Response> {
  return await postWebhook(shop, body, signedHeaders(shop, body, { secret }));
}

const heal = (services: FaultyService[]) => services.forEach((service) => stack.setFault(service, undefined));

/** A genuine ping; until it is taken the machine or a process is not ready. */
async function warmUp(shop: LocalShop): Promise<void> {
  while ((await post(shop, '{"type":"ping"}')).status !== 200) await delay(200);
}

const pids = (): number[] => stack.endpoints().functions['thankflow-local-ingest'] ?? [];

/** Ends ingest's processes; the next webhook starts one. */
async function makeCold(): Promise<void> {
  const old = pids();
  for (const pid of old) process.kill(pid, 'SIGKILL');
  while (pids().some((pid) => old.includes(pid))) await delay(20);
}

/** `200`, or `200, 503` where the tries differ, and the slowest, ms. */
async function measure(services: FaultyService[], fault: Fault, kind: string, isCold: boolean): Promise<string> {
  const shop = stack.endpoints().shops.find(({ platform }) => platform === 'standard');
  const send = kinds[kind];
  if (shop === undefined || send === undefined) throw new Error('no shop of platform standard');
  const statuses = new Set<number>();
  let slowestMs = 0;
  for (let n = 0; n < tries; n++) {
    await warmUp(shop);
    if (isCold) await makeCold();
    // Past the time that settings and secrets are believed without asking, and the pause after a failure.
    else await delay(Math.max(stages.local.cacheTtlMs, 5000) + 100);
    services.forEach((service) => stack.setFault(service, fault));
    const sentAtMs = performance.now();
    statuses.add((await send(shop)).status);
    slowestMs = Math.max(slowestMs, performance.now() - sentAtMs);
    heal(services);
  }
  return `${[...statuses].join(', ')} (${slowestMs.toFixed(0)} ms)`;
}

try {
  const columns = Object.keys(kinds).flatMap((kind) => [false, true].map((isCold) => ({ kind, isCold })));
  const headings = columns.map(({ kind, isCold }) => `${kind}, ${isCold ? 'cold' : 'warm'}`);
  console.log(`| service | | ${headings.join(' | ')} |\n|${' --- |'.repeat(headings.length + 2)}`);
  for (const services of outages) {
    for (const [how, fault] of Object.entries(faults)) {
      const cells: string[] = [];
      for (const { kind, isCold } of columns) cells.push(await measure(services, fault, kind, isCold));
      console.log(`| ${services.join(' and ')} | ${how} | ${cells.join(' | ')} |`);
    }
  }
  console.log(`\nSlowest of ${tries} in brackets. Load average at the end: ${loadavg()[0]?.toFixed(1)}`);
} finally {
  await stack.stop();
  await rm(localDir, { recursive: true, force: true });
}
process.exit();
