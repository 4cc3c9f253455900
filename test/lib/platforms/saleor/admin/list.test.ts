import { describe, expect, it } from 'vitest';
import { listSlice } from '../../../../../lib/reconcile/list-slice.ts';
import { placeApart, start } from '../../../../local/platforms/world.ts';
import { shopWithAdmin } from './shop.ts';

const second = 1000;
const hour = 3600 * second;
const day = { fromMs: start, untilMs: start + 24 * hour };

/** A shop with orders that were placed so far apart. */
function shopWith(count: number, stepMs: number) {
  const world = shopWithAdmin();
  return { ...world, ids: placeApart(world, count, stepMs) };
}

const slice = (world: ReturnType<typeof shopWithAdmin>, span = day) => listSlice(world.admin, span, () => false);

describe('a list', () => {
  it.each([
    [0, hour],
    [100, hour / 10],
    [101, hour / 10],
    [230, 0],
  ])('of %i orders, %i ms apart, is whole', async (count, stepMs) => {
    const world = shopWith(count, stepMs);
    const { orders, untilMs } = await slice(world);
    expect(new Set(orders.map(({ orderId }) => orderId))).toEqual(new Set(world.ids));
    expect(untilMs).toBe(day.untilMs);
  });

  it('contains what changed exactly at its beginning, and not at its end', async () => {
    const world = shopWith(3, second);
    const { orders } = await slice(world, { fromMs: start + second, untilMs: start + 2 * second });
    expect(orders.map(({ orderId }) => orderId)).toEqual([world.ids[1]]);
  });

  it('loses no order while orders on earlier pages change', async () => {
    const world = shopWith(260, second);
    world.clock.pass(hour);
    let edited = 0;
    world.shop.hooks.betweenPages = () => {
      for (const id of world.ids.slice(edited, edited + 10)) world.shop.edit(id);
      edited += 10;
    };
    const { orders } = await slice(world);
    expect(new Set(orders.map(({ orderId }) => orderId))).toEqual(new Set(world.ids));
  });

  it('of which a page is repeated for ever is refused', async () => {
    const world = shopWith(250, second);
    world.shop.faults = { ...world.shop.faults, repeatPages: 100 };
    await expect(slice(world)).rejects.toMatchObject({ kind: 'paging' });
  });

  it('names nobody', async () => {
    const world = shopWith(1, second);
    await slice(world);
    expect(world.asked.join('\n')).not.toMatch(/user|email|address/i);
  });
});

describe('a listed order', () => {
  const listed = async (change: (world: ReturnType<typeof shopWithAdmin>, id: string) => unknown, input = {}) => {
    const world = shopWithAdmin();
    const { id } = world.shop.place(input);
    world.clock.pass(second);
    change(world, id);
    return { world, order: (await slice(world)).orders[0] };
  };

  it('says what its webhook would say', async () => {
    const { order, world } = await listed(({ shop }, id) => shop.edit(id));
    expect(order).toMatchObject({
      number: '1',
      status: 'paid',
      wasPaid: true,
      paidAt: '2026-11-20T12:00:00.000Z',
      createdAt: '2026-11-20T12:00:00.000Z',
      changedAt: '2026-11-20T12:00:01.000Z',
      channel: 'default-channel',
      refunded: { refunds: [], complete: true },
    });
    expect(await world.admin.paidTimes([order!.orderId])).toEqual(new Map());
  });

  it.each([
    ['cancelled before it was paid', { paid: false }, 'cancel', 'cancelled', false],
    ['cancelled after it was paid', {}, 'cancel', 'cancelled', true],
    ['refunded', {}, 'refund', 'refunded', true],
    ['not paid', { paid: false }, 'edit', undefined, false],
  ] as const)('may be %s', async (_, input, change, status, wasPaid) => {
    const { order } = await listed(({ shop }, id) => shop[change](id), input);
    expect(order).toMatchObject({ status, wasPaid });
  });

  it('has the sum of its refunds', async () => {
    const { order } = await listed(({ shop }, id) => shop.refund(id, { amount: '5.00' }));
    expect(order).toMatchObject({ status: 'paid', refunded: { refunds: [{ id: 'refunded-5' }], complete: true } });
  });

  it.each<[string, object, object]>([
    ['was imported', { origin: 'BULK_CREATE' }, { status: undefined, wasPaid: false }],
    [
      'is charged back',
      { chargeStatus: 'NONE', totalCharged: { amount: 0 }, transactions: [{ events: [{ type: 'CHARGE_BACK' }] }] },
      { status: 'unpaid', wasPaid: true },
    ],
    ['can’t be read', { total: null }, { status: 'paid', wasPaid: true, refunded: { complete: false } }],
  ])('that %s is listed as such', async (_, differs, expected) => {
    const world = shopWithAdmin();
    world.shop.place();
    world.between.alter = (answer) => {
      const body = JSON.parse(answer.body) as { data: { orders: { edges: { node: object }[] } } };
      for (const edge of body.data.orders.edges) edge.node = { ...edge.node, ...differs };
      return { ...answer, body: JSON.stringify(body) };
    };
    expect((await slice(world)).orders).toMatchObject([expected]);
  });
});
