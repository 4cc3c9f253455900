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
    [400, 10 * second],
    [120, 0],
  ])('of %i orders, %i ms apart, is whole', async (count, stepMs) => {
    const site = siteWith(count, stepMs);
    const { orders, untilMs } = await slice(site);
    expect(new Set(orders.map(({ orderId }) => orderId))).toEqual(new Set(site.ids));
    expect(untilMs).toBe(day.untilMs);
  });

  it('is sorted, page by page, although Squarespace’s begins with the newest change', async () => {
    const { admin } = siteWith(200, 100 * second);
    const times: number[] = [];
    let pages = 0;
    for (let after: string | undefined, more = true; more; pages++) {
      const { orders, next } = await admin.list(day, after);
      times.push(...orders.map(({ changedAt }) => Date.parse(changedAt)));
      [after, more] = [next, next !== undefined];
    }
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times).toHaveLength(200);
    expect(pages).toBeGreaterThan(3);
  });

  it('needs at most three calls for a page of orders that are evenly spread', async () => {
    const site = siteWith(1000, 80 * second);
    await slice(site);
    expect(site.asked.length).toBeLessThan((3 * 1000) / 25);
    expect(site.asked.filter((one) => one.includes('cursor'))).toEqual([]);
  });

  it('contains what changed exactly at its beginning, and not at its end', async () => {
    const site = siteWith(3, second);
    const { orders } = await slice(site, { fromMs: start + second, untilMs: start + 2 * second });
    expect(orders.map(({ orderId }) => orderId)).toEqual([site.ids[1]]);
  });

  it('ends early where it is told to, and nothing before that is missing', async () => {
    const site = siteWith(300, 60 * second);
    const { orders, untilMs } = await listSlice(site.admin, day, () => false, 100);
    const before = site.shop.orders.filter(({ updatedAtMs }) => updatedAtMs < untilMs).map(({ id }) => id);
    expect(before.length).toBeGreaterThan(90);
    expect(orders.map(({ orderId }) => orderId)).toEqual(expect.arrayContaining(before));
  });

  it('misses no order that changes meanwhile: the next span has it', async () => {
    const site = siteWith(130, 0);
    site.shop.hooks.betweenPages = () => {
      site.clock.pass(2 * day.untilMs);
      site.shop.edit(site.ids[60]!);
      site.shop.hooks = {};
    };
    const { orders } = await slice(site);
    expect(orders.length).toBeGreaterThanOrEqual(129);
  });
});

describe('a listed order', () => {
  it('is as the reader of webhooks reads it', async () => {
    const site = siteWithAdmin();
    const { id } = site.shop.place();
    site.clock.pass(second);
    site.shop.refund(id, { amount: '3.50' });
    const { orders } = await slice(site);
    expect(orders).toEqual([
      {
        orderId: id,
        number: '1',
        createdAt: '2026-11-20T12:00:00.000Z',
        orderedAt: '2026-11-20T12:00:00.000Z',
        changedAt: '2026-11-20T12:00:01.000Z',
        paidAt: '2026-11-20T12:00:00.000Z',
        channel: 'web',
        status: 'paid',
        wasPaid: true,
        refunded: { refunds: [{ id: 'refunded-3.5' }], complete: true },
      },
    ]);
  });

  it.each([
    ['refund', { paid: true }, { status: 'refunded', wasPaid: true }],
    ['cancel', { paid: true }, { status: 'cancelled', wasPaid: true }],
    ['cancel', { paid: false }, { status: 'cancelled', wasPaid: false }],
    ['edit', { paid: false }, { status: undefined, wasPaid: false }],
  ] as const)('after %s of %j is %j', async (change, input, expected) => {
    const site = siteWithAdmin();
    site.shop[change](site.shop.place(input).id);
    const { orders } = await slice(site);
    expect(orders).toMatchObject([expected]);
  });

  it('that nobody can read is paid, so that it is fetched and quarantined', async () => {
    const site = siteWithAdmin();
    site.shop.place();
    site.between.alter = (answer) => ({ ...answer, body: answer.body.replace('"PAID"', '"ESCROWED"') });
    const { orders } = await slice(site);
    expect(orders).toMatchObject([{ status: 'paid', wasPaid: true, refunded: { refunds: [], complete: false } }]);
  });

  it.each(['id', 'modifiedOn'])('without %s stops the list', async (field) => {
    const site = siteWithAdmin();
    site.shop.place();
    site.between.alter = (answer) => ({ ...answer, body: answer.body.replace(`"${field}":`, '"other":') });
    await expect(slice(site)).rejects.toMatchObject({ kind: 'unreadable' });
  });
});
