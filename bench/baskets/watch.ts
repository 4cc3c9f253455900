import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { minuteMs } from '../../lib/durations.ts';
import { clientConfig, type LocalShop } from '../../lib/local-stack/endpoints.ts';
import { basketIdOf } from '../../lib/order/basket/plan.ts';
import type { BasketState } from '../../lib/order/basket/state.ts';
import { postWebhook, signedWebhook } from '../../lib/senders/signed-webhook.ts';
import { keys } from '../../lib/store/keys.ts';
import { orderStore } from '../../lib/store/orders.ts';
import type { Stack } from '../../local/stack.ts';
import { loyal, shopWith } from '../../test/flow/support/shops.ts';

const shopId = 'market';
const patienceMs = 15 * minuteMs;

/** The shop whose orders are sent. */
export const market = shopWith(shopId, {}, loyal(shopId, { mode: 'baskets', locationUid: 'online' }));

const Books = z.object({
  baskets: z.array(
    z.object({
      id: z.string(),
      points: z.number(),
      billed: z.object({ at: z.string() }).optional(),
      history: z.array(z.object({ request: z.object({ state: z.string() }), times: z.number() })),
    }),
  ),
  breaches: z.array(z.unknown()),
  calls: z.array(z.object({ path: z.string() })),
});

export type Watch = ReturnType<typeof watch>;

/** What the benchmark sees of the stack, and does to it. */
export function watch(stack: Stack) {
  const { aws, region, thanx, shops } = stack.endpoints();
  const shop = shops.find(({ id }) => id === shopId);
  if (shop === undefined) throw new Error(`the stack has no shop ${shopId}`);
  const client = new DynamoDBClient(clientConfig(aws.dynamodb, region));
  const store = orderStore(DynamoDBDocumentClient.from(client), 'thankflow-local-orders');
  const sandbox = async (method: string, path: string, body?: object): Promise<unknown> =>
    (await fetch(`${thanx}/_sandbox/${path}`, { method, ...(body && { body: JSON.stringify(body) }) })).json();
  return {
    shop,
    sandbox,
    books: async () => Books.parse(await sandbox('GET', 'books')),
    /** Waits until the basket of each order is as wanted. The stage wakes what is due itself. @throws Error after fifteen minutes */
    async until(ids: readonly string[], isSo: (row: BasketState) => boolean): Promise<void> {
      const untilMs = Date.now() + patienceMs;
      for (const id of ids)
        for (;;) {
          const row = await store.basket.get(keys.basket(shopId, pidOf(id)));
          if (row !== undefined && isSo(row)) break;
          if (Date.now() > untilMs) throw new Error(`the basket of ${id} is still ${JSON.stringify(row)}`);
          await delay(100);
        }
    },
  };
}

const pidOf = (id: string): string => `${shopId}-${id}`;

/** The ID of an order's basket at Thanx. */
export const basketOf = (id: string): string => basketIdOf({ shop: shopId, pid: pidOf(id) });

/** Ends every process that sends to Thanx. */
export function killWorkers(stack: Stack): void {
  for (const [name, pids] of Object.entries(stack.endpoints().functions))
    if (name.includes('submit-to-thanx')) for (const pid of pids) process.kill(pid, 'SIGKILL');
}

/** Sends again what ingest couldn't accept, as platforms do. */
export async function send(shop: LocalShop, body: string): Promise<void> {
  for (let tries = 0; tries < 20; tries++) {
    const { status } = await postWebhook(shop, signedWebhook(shop, body));
    if (status === 200) return;
    await delay(100);
  }
  throw new Error('ingest refused a webhook twenty times');
}
