import { expect, it } from 'vitest';
import type { OrderEvent } from '../../../../../lib/order/event.ts';
import { compareSlice, isFound } from '../../../../../lib/reconcile/compare-slice.ts';
import { listSlice } from '../../../../../lib/reconcile/list-slice.ts';
import { queueOrder } from '../../../../../lib/reconcile/queue-order.ts';
import { recordedTelemetry } from '../../../../support/telemetry.ts';
import { start, wixApp } from '../../../../local/platforms/world.ts';
import { siteWithAdmin } from './site.ts';

const hour = 3_600_000;

/** What a pass of reconciliation queues, of a site none of whose webhooks arrived. */
async function queuedOf({ admin, clock }: ReturnType<typeof siteWithAdmin>, paidFromMs: number) {
  const telemetry = recordedTelemetry();
  const { orders } = await listSlice(admin, { fromMs: start, untilMs: clock.now() }, () => false);
  const scope = { paidFromMs, undoesReversals: admin.undoesReversals };
  const compared = await compareSlice({ rowOf: async () => undefined, telemetry }, admin, orders, {
    shop: 'foo',
    pidPrefix: 'foo-',
    scope,
  });
  const queued: OrderEvent[] = [];
  const ports = {
    queue: async (event: OrderEvent) => void queued.push(event),
    quarantine: () => Promise.reject(new Error('nothing is unreadable')),
    telemetry,
    now: clock.now,
  };
  const readSettings = { platformShopId: wixApp.instanceId };
  for (const found of compared.filter(isFound))
    await queueOrder(ports, admin, found, { shop: 'foo', platform: 'wix', readSettings, paidFromMs });
  return { queued, comparisons: compared.map(({ comparison }) => comparison) };
}

it('orders whose webhooks were lost are queued, by when they were paid', async () => {
  const site = siteWithAdmin({}, wixApp.instanceId);
  const { shop, clock } = site;
  const before = shop.place();
  const late = shop.place({ paid: false });
  clock.pass(2 * hour);
  const paid = shop.place();
  shop.pay(late.id);
  const partly = shop.place();
  shop.refund(partly.id, { amount: '5.00' });
  const cancelled = shop.place();
  shop.cancel(cancelled.id, { refund: false });
  shop.place({ paid: false });
  shop.edit(before.id);
  clock.pass(hour);
  const { queued, comparisons } = await queuedOf(site, start + hour);
  expect(comparisons.toSorted()).toEqual(['before', 'missing', 'missing', 'missing', 'reversal', 'unpaid']);
  const idOf = (event: OrderEvent) =>
    event.type === 'paid' ? event.order.orderId : 'orderId' in event ? event.orderId : '';
  expect(Object.fromEntries(queued.map((event) => [idOf(event), event]))).toMatchObject({
    [late.id]: { type: 'paid', order: { paidAt: '2026-11-20T14:00:00.000Z' } },
    [paid.id]: { type: 'paid', order: { amount: '29.35' } },
    [partly.id]: { type: 'paid', order: { amount: '24.35', refunds: [{ amount: '5.00' }] } },
    [cancelled.id]: { type: 'cancelled' },
  });
  expect(queued).toHaveLength(4);
});
