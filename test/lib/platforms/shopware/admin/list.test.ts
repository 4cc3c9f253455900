import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AdminRefusal } from '../../../../../lib/platforms/admin/refusal.ts';
import { listSlice } from '../../../../../lib/reconcile/list-slice.ts';
import { shopwareWorld } from '../../../../local/platforms/shopware-world.ts';
import { thrownBy } from '../../../../support/thrown-by.ts';

let on: Awaited<ReturnType<typeof shopwareWorld>>;
beforeEach(async () => {
  on = await shopwareWorld();
});
afterEach(() => on.close());

const minute = 60_000;
const startMs = Date.parse('2026-02-03T12:00:00Z');
const later = (ms: number) => {
  on.clock.nowMs += ms;
};
const list = (fromMs = startMs - minute, untilMs = startMs + 60 * minute) =>
  listSlice(on.admin, { fromMs, untilMs }, () => false);
const refusal = (work: Promise<unknown>) => thrownBy(AdminRefusal, work);

describe('the list of changed orders', () => {
  it('says of each what its webhooks said, the last change last', async () => {
    const paid = on.shop.place();
    later(minute);
    const open = on.shop.place({ paid: false });
    later(minute);
    const refunded = on.shop.place();
    on.shop.refund(refunded.id);
    later(minute);
    const partly = on.shop.place();
    on.shop.refund(partly.id, { amount: '5.00' });
    later(minute);
    const cancelled = on.shop.place({ paid: false });
    later(minute);
    on.shop.cancel(cancelled.id);
    const { orders } = await list();
    const at = (minutes: number) => new Date(startMs + minutes * minute).toISOString();
    expect(
      orders.map(({ orderId, status, wasPaid, changedAt, paidAt }) => [orderId, status, wasPaid, changedAt, paidAt]),
    ).toEqual([
      [paid.id, 'paid', true, at(0), at(0)],
      [open.id, undefined, false, at(1), undefined],
      [refunded.id, 'refunded', true, at(2), undefined],
      [partly.id, 'paid', true, at(3), at(3)],
      [cancelled.id, 'cancelled', false, at(5), undefined],
    ]);
    expect(orders[0]).toMatchObject({
      number: 'SW10001',
      orderedAt: at(0),
      channel: '98432def39fc4624b33213a56b8c944d',
      refunded: { refunds: [], complete: false },
    });
    expect(orders[3]?.refunded.refunds).toHaveLength(1);
  });

  it('finds a payment of an old order, which does not change the order itself', async () => {
    const order = on.shop.place({ paid: false });
    later(90 * minute);
    on.shop.pay(order.id);
    const { orders } = await list(startMs + 60 * minute, startMs + 120 * minute);
    expect(orders).toMatchObject([{ orderId: order.id, status: 'paid', changedAt: '2026-02-03T13:30:00.000Z' }]);
    expect(await list(startMs + minute, startMs + 60 * minute)).toMatchObject({ orders: [] });
  });

  it('misses no order of several hundred, of which many changed in the same millisecond', async () => {
    for (let n = 0; n < 350; n++) {
      const order = on.shop.place({ paid: n % 3 !== 0 });
      if (n % 7 === 0) on.shop.edit(order.id);
      // From the 100th on, a hundred and fifty at once.
      if (n < 100 || n >= 250) later(1000);
    }
    const { orders } = await list();
    expect(new Set(orders.map(({ orderId }) => orderId)).size).toBe(350);
  });

  it('misses none that changes while it is listed', async () => {
    const ids = Array.from({ length: 250 }, () => {
      later(1000);
      return on.shop.place().id;
    });
    const listed = await on.admin.list({ fromMs: startMs, untilMs: startMs + 60 * minute });
    later(1000);
    on.shop.refund(ids[0]!);
    const rest = await listSlice(
      { list: (span, after) => on.admin.list(span, after ?? listed.next) },
      { fromMs: startMs, untilMs: startMs + 60 * minute },
      () => false,
    );
    const all = new Map([...listed.orders, ...rest.orders].map((order) => [order.orderId, order.status]));
    expect(all.size).toBe(250);
    expect(all.get(ids[0]!)).toBe('refunded');
  });

  it('ends early where everything before is listed, if time is over', async () => {
    const ids = Array.from({ length: 250 }, () => {
      later(1000);
      return on.shop.place().id;
    });
    const slice = await listSlice(on.admin, { fromMs: startMs, untilMs: startMs + 60 * minute }, () => true);
    const before = ids.slice(0, Math.round((slice.untilMs - startMs) / 1000) - 1);
    expect(before.length).toBeGreaterThan(50);
    const listed = new Set(slice.orders.map(({ orderId }) => orderId));
    expect(before.every((id) => listed.has(id))).toBe(true);
  });

  it('contains nothing personal', async () => {
    const asked: string[] = [];
    on.shop.place();
    const original = globalThis.fetch;
    globalThis.fetch = async (input, init) => {
      const answer = await original(input, init);
      asked.push(await answer.clone().text());
      return answer;
    };
    try {
      await list();
    } finally {
      globalThis.fetch = original;
    }
    expect(asked.join()).toContain('SW10001');
    for (const personal of ['ada.lovelace@example.com', 'Lovelace', 'Oak desk'])
      expect(asked.join()).not.toContain(personal);
  });

  it('is refused if it repeats a page', async () => {
    for (let n = 0; n < 250; n++) {
      later(1000);
      on.shop.place();
    }
    await on.admin.list({ fromMs: startMs, untilMs: startMs + 60 * minute });
    on.shop.faults.repeatPages = 1000;
    expect((await refusal(list())).kind).toBe('paging');
  });
});
