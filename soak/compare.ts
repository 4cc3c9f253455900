import Big from 'big.js';
import type { PartnerBooks } from '../local/partners/books.ts';
import { receiptsOf, thankusOf, type Count, type SoakOrder } from './plan.ts';
import { messageOf } from './shops.ts';

const fields = ['pid', 'slug', 'donateeGroup', 'orderId', 'impactValue', 'message', 'language'] as const;

/** What is compared of a ThankU and of a receipt. */
export type ComparedThanku = Record<Exclude<(typeof fields)[number], 'impactValue'>, string> & { impactValue: number };
export type ComparedReceipt = Omit<PartnerBooks['receipts'][number], 'id'>;

/** Something in the books that nobody was promised, or that is missing there. */
export interface Deviation {
  /** Absent if it concerns no order that was sent. */
  order?: SoakOrder;
  what: string;
}

const markerOf = ({ shop, pid }: SoakOrder): string => `${shop.id}/${pid}`;

/**
 * Compares the partners' books with what was sent.
 * @param versions the newest version of each shop's settings. Each one from 1 to this was in effect for a while
 */
export function compareBooks(
  orders: readonly SoakOrder[],
  books: { thankus: readonly ComparedThanku[]; receipts: readonly ComparedReceipt[] },
  versions: Readonly<Record<string, number>>,
): Deviation[] {
  const thankus = Map.groupBy(books.thankus, ({ pid }) => pid);
  const receipts = Map.groupBy(books.receipts, (receipt) => receipt.user_comments ?? '');
  const pids = new Set(orders.map(({ pid }) => pid));
  const markers = new Set(orders.map(markerOf));
  return [
    ...orders.flatMap((order) => {
      const [its, itsReceipts] = [thankus.get(order.pid) ?? [], receipts.get(markerOf(order)) ?? []];
      return [
        ...wrongCount(order, 'ThankUs', thankusOf(order), its.length),
        ...wrongCount(order, 'receipts', receiptsOf(order), itsReceipts.length),
        ...its.flatMap((thanku) => wrongThanku(order, thanku, versions[order.shop.id] ?? 1)),
        ...itsReceipts.flatMap((receipt) => wrongReceipt(order, receipt)),
      ];
    }),
    ...[...thankus.keys()]
      .filter((pid) => !pids.has(pid))
      .map((pid) => ({ what: `a ThankU for ${pid}, which is no order` })),
    ...[...receipts.keys()]
      .filter((marker) => !markers.has(marker))
      .map((marker) => ({ what: `a receipt for "${marker}", which is no order` })),
  ];
}

function wrongCount(order: SoakOrder, of: string, count: Count, found: number): Deviation[] {
  const max = count === 'none' ? 0 : 1;
  const min = count === 'one' ? 1 : 0;
  if (found >= min && found <= max) return [];
  const expected = count === 'one-at-most' ? 'at most one' : count;
  return [{ order, what: `${found} ${of} for ${order.pid} (${order.story}), expected ${expected}` }];
}

function wrongThanku(order: SoakOrder, thanku: ComparedThanku, latest: number): Deviation[] {
  const { shop, number, pid } = order;
  const { impactValue: version } = thanku;
  const expected: Record<string, string | number> = {
    pid,
    slug: shop.slug,
    donateeGroup: shop.cause,
    orderId: shop.thankuOrderId,
    impactValue: version >= 1 && version <= latest ? version : latest,
    message: messageOf(number, version),
    language: 'en',
  };
  return fields
    .filter((name) => thanku[name] !== expected[name])
    .map((name) => ({
      order,
      what: `the ThankU of ${pid} has the ${name} ${thanku[name]}, expected ${expected[name]}`,
    }));
}

function wrongReceipt(order: SoakOrder, { amount, merchant_id: merchant }: ComparedReceipt): Deviation[] {
  const expected = Number(Big(order.amount).minus(order.shipping));
  return [
    ...(amount === expected ? [] : [`the receipt of ${order.pid} is over ${amount}, expected ${expected}`]),
    ...(merchant === order.shop.merchantId ? [] : [`the receipt of ${order.pid} is at merchant ${merchant}`]),
  ].map((what) => ({ order, what }));
}
