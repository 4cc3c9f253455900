import { describe, expect, it } from 'vitest';
import { readAdobeCommerce } from '../../../../../lib/platforms/adobe-commerce/read.ts';
import { AdminRefusal } from '../../../../../lib/platforms/admin/refusal.ts';
import { listSlice } from '../../../../../lib/reconcile/list-slice.ts';
import { commerceWorld, startMs } from '../../../../local/platforms/adobe-commerce-world.ts';
import { thrownBy } from '../../../../support/thrown-by.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
type World = ReturnType<typeof commerceWorld>;
const slice = ({ admin }: World, fromMs = startMs, untilMs = startMs + 24 * hour) =>
  listSlice(admin, { fromMs, untilMs }, () => false);
const placed = ({ shop, clock }: World, count: number, stepMs: number) =>
  Array.from({ length: count }, () => {
    const { id } = shop.place();
    clock.nowMs += stepMs;
    return id;
  });
const at = (minutes: number) => new Date(startMs + minutes * minute).toISOString().replace('.000Z', '.999Z');

describe('the list of changed orders', () => {
  it.each(['integration', 'ims'] as const)('says of each what its events said (%s)', async (kind) => {
    const on = commerceWorld(kind);
    const { shop, clock } = on;
    const later = () => (clock.nowMs += minute);
    const paid = shop.place();
    later();
    const open = shop.place({ paid: false });
    later();
    const refunded = shop.place();
    shop.refund(refunded.id);
    later();
    const partly = shop.place();
    shop.refund(partly.id, { amount: '5.00' });
    later();
    const cancelled = shop.place({ paid: false });
    shop.cancel(cancelled.id);
    const { orders } = await slice(on);
    expect(orders.map((one) => [one.orderId, one.status, one.wasPaid, one.changedAt])).toEqual([
      [paid.id, 'paid', true, at(0)],
      [open.id, undefined, false, at(1)],
      [refunded.id, 'refunded', true, at(2)],
      [partly.id, 'paid', true, at(3)],
      [cancelled.id, 'cancelled', false, at(4)],
    ]);
    expect(orders[0]).toMatchObject({
      number: '000000001',
      createdAt: '2026-02-03T12:00:00.000Z',
      orderedAt: '2026-02-03T12:00:00.000Z',
      paidAt: '2026-02-03T12:00:00.000Z',
      channel: '1',
      refunded: { refunds: [], complete: true },
    });
    expect(orders[3]?.refunded).toEqual({ refunds: [{ id: 'refunded-5' }], complete: true });
    for (const { orderId } of orders) {
      const webhook = await on.admin.fetch(orderId);
      const read = readAdobeCommerce(webhook!, { shop: 'oak', receivedAtMs: 0 });
      const listed = orders.find((one) => one.orderId === orderId);
      expect(read.type).toBe(listed?.status ?? 'ignored');
      expect('changedAt' in read ? read.changedAt : listed?.changedAt).toBe(listed?.changedAt);
    }
  });

  it.each([
    [0, second],
    [100, second],
    [101, second],
    [350, second],
    [350, 100],
    [250, 0],
  ])('of %i orders, %i ms apart, is whole', async (count, stepMs) => {
    const on = commerceWorld();
    const ids = placed(on, count, stepMs);
    const { orders, untilMs } = await slice(on);
    expect(new Set(orders.map(({ orderId }) => orderId))).toEqual(new Set(ids));
    expect(untilMs).toBe(startMs + 24 * hour);
  });

  it('begins and ends with whole seconds, so that nothing between two lists is missing', async () => {
    const on = commerceWorld();
    const ids = placed(on, 3, second);
    const of = async (fromMs: number, untilMs: number) =>
      (await slice(on, startMs + fromMs, startMs + untilMs)).orders.map(({ orderId }) => orderId);
    expect(await of(second, 2 * second)).toEqual([ids[1]]);
    expect(await of(1500, 1600)).toEqual([ids[1]]);
    expect(await of(0, 1001)).toEqual(ids.slice(0, 2));
  });

  it('misses no order that changes meanwhile', async () => {
    const on = commerceWorld();
    const ids = placed(on, 250, second);
    on.shop.hooks.betweenPages = () => {
      on.clock.nowMs += second;
      on.shop.edit(ids[3]!);
      on.shop.hooks = {};
    };
    const { orders } = await slice(on);
    expect(new Set(orders.map(({ orderId }) => orderId)).size).toBe(250);
  });

  it('asks for nothing personal', async () => {
    const on = commerceWorld();
    on.shop.place();
    await slice(on);
    const { searchParams } = new URL(on.asked[0]?.url.split(' ')[1] ?? '');
    expect(searchParams.get('fields')).toBe(
      'items[entity_id,state,status,grand_total,total_paid,total_canceled,total_refunded,order_currency_code,created_at,updated_at,increment_id,store_id],total_count',
    );
  });

  it("doesn't end if a page is repeated: that is refused", async () => {
    const on = commerceWorld();
    placed(on, 350, second);
    on.shop.faults.repeatPages = 5;
    expect((await thrownBy(AdminRefusal, slice(on))).kind).toBe('paging');
  });

  const altered = (differs: object) => {
    const on = commerceWorld();
    on.shop.place();
    on.between.alter = (answer) => {
      const body = JSON.parse(answer.body) as { items: object[] };
      const items = body.items.map((item) => ({ ...item, ...differs }));
      return { ...answer, body: JSON.stringify({ ...body, items }) };
    };
    return on;
  };

  it('takes an order that nobody can read for paid: fetching it says what is wrong', async () => {
    for (const differs of [{ grand_total: 'much' }, { order_currency_code: null }, { state: 7 }]) {
      const { orders } = await slice(altered(differs));
      expect(orders).toMatchObject([{ status: 'paid', wasPaid: true, refunded: { refunds: [], complete: false } }]);
    }
  });

  it('knows that a cancelled order had been paid', async () => {
    const { orders } = await slice(altered({ state: 'canceled' }));
    expect(orders).toMatchObject([{ status: 'cancelled', wasPaid: true }]);
  });

  it.each([{ entity_id: 'x' }, { updated_at: null }, { created_at: undefined }])(
    'is refused with %j',
    async (differs) => {
      const { kind, message } = await thrownBy(AdminRefusal, slice(altered(differs)));
      expect(kind).toBe('unreadable');
      expect(message).toContain(Object.keys(differs)[0]);
    },
  );

  it('is none if there are no orders, or null', async () => {
    const on = commerceWorld();
    expect((await slice(on)).orders).toEqual([]);
    on.between.alter = (answer) => ({ ...answer, body: '{"items":null,"total_count":0}' });
    expect((await slice(on)).orders).toEqual([]);
  });
});
