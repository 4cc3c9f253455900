import { describe, expect, it } from 'vitest';
import type { ListedOrder } from '../../../../../lib/platforms/admin/platform-admin.ts';
import { sellerWithAdmin, start } from './seller.ts';

type Seller = ReturnType<typeof sellerWithAdmin>;

const hour = 3_600_000;
const span = { fromMs: start - hour, untilMs: start + hour };

/** All pages, and how many there are. */
async function listed({ admin }: Seller, between = span): Promise<{ orders: ListedOrder[]; pages: number }> {
  const orders: ListedOrder[] = [];
  let after: string | undefined;
  let pages = 0;
  do {
    const page = await admin.list(between, after);
    orders.push(...page.orders);
    after = page.next;
    pages += 1;
  } while (after !== undefined);
  return { orders, pages };
}

const idsIn = (orders: readonly ListedOrder[]) => orders.map(({ orderId }) => orderId);

describe('a list', () => {
  it('says what is compared of an order', async () => {
    const seller = sellerWithAdmin();
    const { id } = seller.shop.place();
    expect((await listed(seller)).orders).toEqual([
      {
        orderId: id,
        number: '1001',
        createdAt: '2026-11-20T12:00:00.000Z',
        orderedAt: '2026-11-20T12:00:00.000Z',
        changedAt: '2026-11-20T12:00:00.000Z',
        paidAt: '2026-11-20T12:00:00.000Z',
        channel: 'LMAIN',
        status: 'paid',
        wasPaid: true,
        refunded: { refunds: [], complete: false },
      },
    ]);
  });

  it('says of what was brought back which order it was of, and all its refunds', async () => {
    const seller = sellerWithAdmin();
    const { id } = seller.shop.place();
    seller.clock.ms += 60_000;
    seller.shop.refund(id, { amount: '9.35' });
    const { orders } = await listed(seller, { fromMs: start + 1, untilMs: start + hour });
    expect(orders).toMatchObject([
      {
        orderId: id,
        changedAt: '2026-11-20T12:01:00.000Z',
        status: 'paid',
        paidAt: '2026-11-20T12:00:00.000Z',
        refunded: { refunds: [{ id: expect.stringContaining(id) }], complete: true },
      },
    ]);
    seller.shop.refund(id);
    expect((await listed(seller)).orders.at(-1)).toMatchObject({ orderId: id, status: 'refunded', wasPaid: true });
  });

  /** A sale that is refunded after a minute, while times of changes in the list are altered. */
  const refundedWhile = (altered: (order: { returns?: unknown; updated_at: string }) => string) => {
    const seller = sellerWithAdmin();
    const { id } = seller.shop.place();
    seller.clock.ms += 60_000;
    seller.shop.refund(id);
    seller.between.alter = (answer, { path }) => {
      if (!path.endsWith('/search')) return answer;
      const { orders } = JSON.parse(answer.body) as { orders: { updated_at: string }[] };
      return {
        ...answer,
        body: JSON.stringify({ orders: orders.map((one) => Object.assign(one, { updated_at: altered(one) })) }),
      };
    };
    return { ...seller, id };
  };

  it('lists a refunded order once, whichever of the two orders changed last', async () => {
    const seller = refundedWhile(({ returns, updated_at: at }) => (returns ? at : '2026-11-20T12:02:00.000Z'));
    expect((await listed(seller)).orders).toMatchObject([{ orderId: seller.id, status: 'refunded' }]);
  });

  it('says no time for a refund that is later than everything of its sale, which would look outdated', async () => {
    const seller = refundedWhile(({ returns, updated_at: at }) => (returns ? '2026-11-20T12:01:00.002Z' : at));
    const [order] = (await listed(seller)).orders;
    expect(order).toMatchObject({ status: 'refunded', changedAt: '2026-11-20T12:01:00.000Z' });
    expect(await seller.admin.fetch(seller.id, order?.changedAt)).toBeDefined();
  });

  it('says which orders aren’t paid, or are canceled', async () => {
    const seller = sellerWithAdmin();
    seller.shop.place({ paid: false });
    seller.shop.cancel(seller.shop.place({ paid: false }).id);
    expect((await listed(seller)).orders).toMatchObject([
      { status: undefined, wasPaid: false },
      { status: 'cancelled', wasPaid: false },
    ]);
  });

  it('has every order of a span once, the oldest change first, however many there are', async () => {
    const seller = sellerWithAdmin();
    const placed = Array.from({ length: 450 }, () => {
      seller.clock.ms += 1000;
      return seller.shop.place().id;
    });
    const { orders, pages } = await listed(seller);
    expect(idsIn(orders)).toEqual(placed);
    expect(pages).toBeLessThan(20);
    const part = { fromMs: start + 1000, untilMs: start + 3000 };
    // The end is excluded, though Square includes it.
    expect(idsIn((await listed(seller, part)).orders)).toEqual(placed.slice(0, 2));
  });

  it('has all orders of one second, which takes several pages', async () => {
    const seller = sellerWithAdmin();
    const placed = Array.from({ length: 250 }, () => seller.shop.place().id);
    expect(idsIn((await listed(seller)).orders).toSorted()).toEqual(placed.toSorted());
  });

  it('has the orders of all locations, of which a search names ten at most', async () => {
    const seller = sellerWithAdmin();
    const placed = Array.from({ length: 23 }, (_, index) => seller.shop.place({ sourceName: `L${index}` }).id);
    expect(idsIn((await listed(seller)).orders).toSorted()).toEqual(placed.toSorted());
    const searches = seller.asked.filter((path) => path === 'POST /v2/orders/search');
    expect(searches).toHaveLength(3);
  });

  it('that repeats a page of one second is refused', async () => {
    const seller = sellerWithAdmin();
    for (let placed = 0; placed < 250; placed++) seller.shop.place();
    const body = JSON.stringify({ orders: [], cursor: 'again' });
    seller.between.alter = (answer, { path }) => (path.endsWith('/search') ? { ...answer, body } : answer);
    await expect(seller.admin.list(span)).rejects.toMatchObject({ kind: 'paging' });
  });

  it('is empty if nothing changed', async () => {
    expect(await sellerWithAdmin().admin.list(span)).toEqual({ orders: [], next: undefined });
  });
});
