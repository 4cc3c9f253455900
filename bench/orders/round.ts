import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import type { LocalShop } from '../../lib/local-stack/endpoints.ts';
import { signedWebhook } from '../../lib/senders/signed-webhook.ts';
import { plainOrder } from '../../lib/senders/sent-order.ts';
import { genericOrder } from '../../lib/senders/standard.ts';

export interface Sent {
  acceptedPerSecond: number;
  /** Webhooks that were refused and sent again, as platforms do. Ingest gives AWS 400 ms, and a busy machine may need more. */
  refused: number;
  /** When the webhook of each order was sent, epoch ms. */
  sentAtMs: Map<string, number>;
}

/** More refusals in a row mean that something is broken. */
const mostTries = 20;

/** Sends an order each, `atOnce` at the same time. @throws if one isn't accepted */
export async function sendOrders(shop: LocalShop, orderIds: readonly string[], atOnce: number): Promise<Sent> {
  const sentAtMs = new Map<string, number>();
  const ids = orderIds.values();
  const agent = new Agent({ keepAlive: true });
  let refused = 0;
  const send = async () => {
    for (const id of ids) {
      const { body, headers } = signedWebhook(shop, genericOrder(plainOrder({ id })));
      sentAtMs.set(id, Date.now());
      for (let tries = 1; ; tries++) {
        const status = await post(shop.webhookUrl, body, { headers, agent });
        if (status === 200) break;
        if (tries === mostTries) throw new Error(`order ${id} was answered ${status}`);
        refused += 1;
      }
    }
  };
  const startedAtMs = performance.now();
  await Promise.all(Array.from({ length: atOnce }, send));
  agent.destroy();
  return { acceptedPerSecond: (orderIds.length * 1000) / (performance.now() - startedAtMs), refused, sentAtMs };
}

/** Returns the answer's status. `fetch` would take several times as much of the processor, which the functions need. */
const post = (
  url: string,
  body: string | Buffer,
  { headers, agent }: { headers: Record<string, string>; agent: Agent },
) =>
  new Promise<number | undefined>((resolve, reject) => {
    const type = { 'content-type': 'application/json' };
    request(url, { method: 'POST', agent, headers: { ...type, ...headers } }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    })
      .on('error', reject)
      .end(body);
  });

const Counts = z.object({ requests: z.number(), open: z.number() });

/** How many calls ThankU has answered. */
export async function answeredCalls(thanku: string): Promise<number> {
  const { requests, open } = Counts.parse(await (await fetch(`${thanku}/_sandbox/calls`)).json());
  return requests - open;
}

/** Waits until ThankU has answered so many calls. */
export async function untilAnswered(thanku: string, calls: number): Promise<void> {
  while ((await answeredCalls(thanku)) < calls) await delay(200);
}

const Books = z.object({
  created: z.array(z.object({ pid: z.string() })),
  calls: z.array(z.object({ at: z.string(), subject: z.string().optional() })),
});

/** When ThankU was called for each order, epoch ms. The sandbox remembers its last 10,000 calls. */
export const callTimes = async (thanku: string): Promise<Map<string | undefined, number>> =>
  calledMsOf(Books.parse(await (await fetch(`${thanku}/_sandbox/books`)).json()).calls);

/** A pid is the order's ID after the shop's prefix. */
const calledMsOf = (calls: z.infer<typeof Books>['calls']) =>
  new Map(calls.map(({ at, subject }) => [/bench-\d+$/.exec(subject ?? '')?.[0], Date.parse(at)]));

/** How long each order took from its webhook to ThankU, ascending, ms. The sandbox remembers its last 10,000 calls. @throws if one was thanked twice */
export async function delaysMs(thanku: string, sentAtMs: Sent['sentAtMs']): Promise<number[]> {
  const { created, calls } = Books.parse(await (await fetch(`${thanku}/_sandbox/books`)).json());
  if (new Set(created.map(({ pid }) => pid)).size < created.length) throw new Error('an order was thanked twice');
  const calledAtMs = calledMsOf(calls);
  return [...sentAtMs]
    .flatMap(([id, sentMs]) => {
      const calledMs = calledAtMs.get(id);
      return calledMs === undefined ? [] : [calledMs - sentMs];
    })
    .toSorted((one, other) => one - other);
}

export const percentile = (ascending: readonly number[], share: number): number | undefined =>
  ascending[Math.ceil(ascending.length * share) - 1];
