import { describe, expect, it } from 'vitest';
import { listSlice } from '../../../../../lib/reconcile/list-slice.ts';
import { placeApart, start } from '../../../../local/platforms/world.ts';
import { siteWithAdmin } from './site.ts';

const second = 1000;
const hour = 3600 * second;
const day = { fromMs: start, untilMs: start + 24 * hour };

/** A site with orders that were placed so far apart. */
function siteWith(count: number, stepMs: number) {
  const site = siteWithAdmin();
  return { ...site, ids: placeApart(site, count, stepMs) };
}

const slice = (site: ReturnType<typeof siteWithAdmin>, span = day) => listSlice(site.admin, span, () => false);

describe('a list', () => {
  it.each([
    [0, hour],
    [50, hour / 10],
    [51, hour / 10],
    [190, 10 * second],
    [175, 0],
  ])('of %i orders, %i ms apart, is whole', async (count, stepMs) => {
    const site = siteWith(count, stepMs);
    const { orders, untilMs } = await slice(site);
    expect(new Set(orders.map(({ orderId }) => orderId))).toEqual(new Set(site.ids));
    expect(untilMs).toBe(day.untilMs);
  });

  it('contains what changed exactly at its beginning, and not at its end', async () => {
    const site = siteWith(3, second);
    const { orders } = await slice(site, { fromMs: start + second, untilMs: start + 2 * second });
    expect(orders.map(({ orderId }) => orderId)).toEqual([site.ids[1]]);
  });

  it('loses no order while orders on earlier pages change', async () => {
    const site = siteWith(160, second);
    site.clock.pass(hour);
    let edited = 0;
    site.shop.hooks.betweenPages = () => {
      for (const id of site.ids.slice(edited, edited + 10)) site.shop.edit(id);
      edited += 10;
    };
    const { orders } = await slice(site);
    expect(new Set(orders.map(({ orderId }) => orderId))).toEqual(new Set(site.ids));
  });

  it('of which a page is repeated for ever is refused', async () => {
    const site = siteWith(200, second);
    site.shop.faults = { ...site.shop.faults, repeatPages: 100 };
    await slice(site).catch(() => undefined);
    site.shop.faults = { ...site.shop.faults, repeatPages: 100 };
    await expect(slice(site)).rejects.toMatchObject({ kind: 'paging' });
  });
});

describe('a listed order', () => {
  const listed = async (change: (site: ReturnType<typeof siteWithAdmin>, id: string) => unknown, input = {}) => {
    const site = siteWithAdmin();
    const { id } = site.shop.place(input);
    site.clock.pass(second);
    change(site, id);
    return { site, order: (await slice(site)).orders[0] };
  };

  it('says what its webhook would say', async () => {
    const { order, site } = await listed(({ shop }, id) => shop.edit(id));
    expect(order).toMatchObject({
      number: '10001',
      status: 'paid',
      wasPaid: true,
      paidAt: undefined,
      createdAt: '2026-11-20T12:00:00.000Z',
      changedAt: '2026-11-20T12:00:01.000Z',
      channel: 'WEB',
      refunded: { refunds: [], complete: false },
    });
    expect(await site.admin.paidTimes([order!.orderId, 'none'])).toEqual(
      new Map([[order!.orderId, '2026-11-20T12:00:00.000Z']]),
    );
  });

  it.each([
    ['cancelled before it was paid', { paid: false }, 'cancel', 'cancelled', false],
    ['refunded', {}, 'refund', 'refunded', true],
    ['not paid', { paid: false }, 'edit', undefined, false],
  ] as const)('may be %s', async (_, input, change, status, wasPaid) => {
    const { order } = await listed(({ shop }, id) => shop[change](id), input);
    expect(order).toMatchObject({ status, wasPaid });
  });

  it('has the IDs of its refunds, which the payments API says', async () => {
    const { order, site } = await listed(({ shop }, id) => shop.refund(id, { amount: '5.00' }));
    expect(order).toMatchObject({
      status: 'paid',
      refunded: { refunds: [{ createdAt: '2026-11-20T12:00:01.000Z' }], complete: true },
    });
    expect(site.asked).toContain('POST /ecom/v1/payments/list-by-ids');
  });
});
