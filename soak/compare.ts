import Big from 'big.js';
import { receiptsOf, thankusOf, type Count, type PlannedOrder } from './plan.ts';
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

export interface Books {
  thankus: readonly BookedThanku[];
  receipts: readonly BookedReceipt[];
}

/** Something in the books that nobody was promised, or that is missing there. */
export interface Finding {
  /** Whose, if it is an order that was sent. */
  order?: PlannedOrder;
  what: string;
}

const markerOf = ({ shop, pid }: PlannedOrder): string => `${shop.id}/${pid}`;

/**
 * Compares the partners' books with what was sent.
 * @param versions the versions of each shop's settings that were in force at any time, from 1 up to this one
 */
export function compare(
  orders: readonly PlannedOrder[],
  books: Books,
  versions: Readonly<Record<string, number>>,
): Finding[] {
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

function counted(order: PlannedOrder, of: string, count: Count, found: number): Finding[] {
  const most = count === 'none' ? 0 : 1;
  const least = count === 'one' ? 1 : 0;
  if (found >= least && found <= most) return [];
  const expected = count === 'one-at-most' ? 'one at most' : count;
  return [{ order, what: `${found} ${of} for ${order.pid} (${order.story}), expected ${expected}` }];
}

function wrongThanku(order: PlannedOrder, thanku: BookedThanku, latest: number): Finding[] {
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

function wrongReceipt(order: PlannedOrder, { amount, merchant_id: merchant }: BookedReceipt): Finding[] {
  const expected = Number(Big(order.amount).minus(order.shipping));
  const findings: Finding[] = [];
  if (amount !== expected) {
    findings.push({ order, what: `the receipt of ${order.pid} is over ${amount}, expected ${expected}` });
  }
  if (merchant !== order.shop.merchantId) {
    findings.push({ order, what: `the receipt of ${order.pid} is at merchant ${merchant}` });
  }
  return findings;
}
