import Big from 'big.js';
import { receiptsOf, thankusOf, type Count, type SoakOrder } from './plan.ts';
import { messageOf } from './shops.ts';

/** A ThankU in ThankU's books. */
export interface BookedThanku {
  pid: string;
  slug: string;
  donateeGroup: string;
  orderId: string;
  impactValue: number;
  message: string;
  language: string;
}

/** A receipt in Thanx's books. */
export interface BookedReceipt {
  user_comments: string | null;
  merchant_id: string;
  amount: number;
}

export interface SoakBooks {
  thankus: readonly BookedThanku[];
  receipts: readonly BookedReceipt[];
}

/** Something in the books that nobody was promised, or that is missing there. */
export interface Deviation {
  /** Whose, if it is an order that was sent. */
  order?: SoakOrder;
  what: string;
}

const markerOf = ({ shop, pid }: SoakOrder): string => `${shop.id}/${pid}`;

/**
 * Compares the partners' books with what was sent.
 * @param versions the versions of each shop's settings that were in force at any time, from 1 up to this one
 */
export function compareBooks(
  orders: readonly SoakOrder[],
  books: SoakBooks,
  versions: Readonly<Record<string, number>>,
): Deviation[] {
  const thankus = Map.groupBy(books.thankus, ({ pid }) => pid);
  const receipts = Map.groupBy(books.receipts, (receipt) => receipt.user_comments ?? '');
  const pids = new Set(orders.map(({ pid }) => pid));
  const markers = new Set(orders.map(markerOf));
  return [
    ...orders.flatMap((order) => [
      ...counted(order, 'ThankUs', thankusOf(order), thankus.get(order.pid)?.length ?? 0),
      ...counted(order, 'receipts', receiptsOf(order), receipts.get(markerOf(order))?.length ?? 0),
      ...(thankus.get(order.pid) ?? []).flatMap((thanku) => wrongThanku(order, thanku, versions[order.shop.id] ?? 1)),
      ...(receipts.get(markerOf(order)) ?? []).flatMap((receipt) => wrongReceipt(order, receipt)),
    ]),
    ...[...thankus.keys()]
      .filter((pid) => !pids.has(pid))
      .map((pid) => ({ what: `a ThankU for ${pid}, which is no order` })),
    ...[...receipts.keys()]
      .filter((marker) => !markers.has(marker))
      .map((marker) => ({ what: `a receipt for "${marker}", which is no order` })),
  ];
}

function counted(order: SoakOrder, of: string, count: Count, found: number): Deviation[] {
  const most = count === 'none' ? 0 : 1;
  const least = count === 'one' ? 1 : 0;
  if (found >= least && found <= most) return [];
  const expected = count === 'one-at-most' ? 'one at most' : count;
  return [{ order, what: `${found} ${of} for ${order.pid} (${order.story}), expected ${expected}` }];
}

function wrongThanku(order: SoakOrder, thanku: BookedThanku, latest: number): Deviation[] {
  const { shop, number, pid } = order;
  const { impactValue: version } = thanku;
  const expected: BookedThanku = {
    pid,
    slug: shop.slug,
    donateeGroup: shop.cause,
    orderId: shop.thankuOrderId,
    impactValue: version >= 1 && version <= latest ? version : latest,
    message: messageOf(number, version),
    language: 'en',
  };
  const wrong = fields.filter((name) => thanku[name] !== expected[name]);
  return wrong.map((name) => ({
    order,
    what: `the ThankU of ${pid} has the ${name} ${thanku[name]}, expected ${expected[name]}`,
  }));
}

const fields = ['slug', 'donateeGroup', 'orderId', 'impactValue', 'message', 'language'] as const;

function wrongReceipt(order: SoakOrder, { amount, merchant_id: merchant }: BookedReceipt): Deviation[] {
  const expected = Number(Big(order.amount).minus(order.shipping));
  const findings: Deviation[] = [];
  if (amount !== expected) {
    findings.push({ order, what: `the receipt of ${order.pid} is over ${amount}, expected ${expected}` });
  }
  if (merchant !== order.shop.merchantId) {
    findings.push({ order, what: `the receipt of ${order.pid} is at merchant ${merchant}` });
  }
  return findings;
}
