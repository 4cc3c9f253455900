import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalShop } from '../../lib/local-stack/endpoints.ts';
import { FaultyService } from '../../local/iam/aws-call.ts';
import { startFlowStack, type FlowStack } from './support/flow-stack.ts';
import { observe, type Observer } from './support/observe.ts';
import { shopifyOrder, standardOrder, wooCommerceOrder } from './support/payloads.ts';
import { sendWebhook } from './support/signed.ts';

/** Longer than a connection is idle within an invocation, even on a busy machine. */
const idleMs = 1000;

let stack: FlowStack;
let see: Observer;
beforeAll(async () => {
  stack = await startFlowStack({ freezeIdle: true, deliverTwice: true });
  see = observe(stack);
  for (const service of FaultyService.options) stack.setFault(service, { kind: 'stale', idleMs });
  await stack.thanku('POST', '/_sandbox/faults', { fault: 'stale', idleMs });
  await stack.thanx('POST', '/_sandbox/faults', { fault: 'stale', idleMs });
});
afterAll(() => stack?.stop());

/** Long enough for every connection that is open now to be dead at its next request. */
const pause = () => delay(idleMs + 200);

/** The answer's status. Ingest gives AWS 400 ms; a busy machine may need more, and only that is worth a second webhook. */
async function statusOf(shop: LocalShop, body: string): Promise<number> {
  for (let tries = 1; ; tries++) {
    await pause();
    const sentAtMs = Date.now();
    const { status } = await sendWebhook(shop, body);
    if (status !== 503 || Date.now() - sentAtMs < 400 || tries === 5) return status;
  }
}

describe('while processes are frozen, connections die with them and every message comes twice', () => {
  const orders = [
    { platform: 'shopify', pid: 'demo-shopify-9701', body: shopifyOrder('9701'), receipts: 1 },
    { platform: 'woocommerce', pid: 'demo-woocommerce-9702', body: wooCommerceOrder('9702'), receipts: 1 },
    { platform: 'standard', pid: 'press-9703', body: standardOrder('9703'), receipts: 0 },
    { platform: 'shopify', pid: 'demo-shopify-9704', body: shopifyOrder('9704'), receipts: 1 },
  ];

  it.each(orders)('$pid is taken at once, and thanked and credited once', async ({ platform, pid, body, receipts }) => {
    const shop = stack.shop(platform);
    expect(await statusOf(shop, body)).toBe(200);
    await see.settled(shop.id, pid);
    await see.quiet();
    expect(await see.thankus(pid)).toHaveLength(1);
    expect(await see.receipts(`${shop.id}/${pid}`)).toHaveLength(receipts);
    expect((await see.events(pid)).map(({ type }) => type)).toEqual(['Order Thanked']);
  });

  it('the status of an order is told after a pause too', async () => {
    await pause();
    expect(await see.status(stack.shop('shopify'), '9701')).toMatchObject({ status: 200, body: { state: 'posted' } });
  });

  it('housekeeping does its work after a pause too', async () => {
    await pause();
    await expect(stack.invokeHousekeeping()).resolves.toBeUndefined();
  });

  it('nothing became a dead letter', async () => {
    expect(await see.deadLetters('orders-dlq')).toEqual([]);
    expect(await see.deadLetters('loyalty-main-dlq')).toEqual([]);
  });
});
