import * as z from 'zod';
import { maxProductIdChars, type LineItem } from '../../order/order.ts';
import { anything, capText, listOf, quantity, shownText, utcInstant, wholeText } from '../fields.ts';
import { UnreadableWebhook } from '../platform.ts';
import { knownAs, reference, squareId } from './fields.ts';
import { decimal, Due, maybeMoney, SignedMoney, SquareMoney, sum, type Units } from './money.ts';
import { isCompleted, type Paid } from './payment.ts';
import { Tenders } from './tender.ts';

/** A list that matters only for whether there is anything in it. */
const isThere = listOf(anything)
  .catch([])
  .transform((entries) => entries.length > 0);

/** The fields that decide whether an order is paid. They are read first, and alone. */
export const OrderStatus = z.object({
  id: squareId,
  state: z.string('expected a state such as OPEN').nullish(),
  updated_at: utcInstant.nullish(),
  net_amount_due_money: Due.nullish(),
  total_money: z.object({ amount: anything }).nullish().catch(undefined),
  line_items: isThere,
  /** What is brought back, and of which order. */
  returns: listOf(z.object({ source_order_id: reference }).catch({ source_order_id: undefined })).catch([]),
  tenders: Tenders,
});
export type OrderStatus = z.infer<typeof OrderStatus>;

/** What an order is. `return`: Square makes an order of its own for what customers bring back. */
export type OrderPayment = 'paid' | 'unpaid' | 'cancelled' | 'return';

/**
 * Whether an order is paid: nothing is due any more. Square counts what is authorized and not captured as due. An order that costs nothing is paid
 * by nobody, so it counts once it's completed: an open one may be a ticket on which nothing is yet. Orders of old API versions don't say what is
 * due. The state says nothing else about the payment: an order stays open until it's handed over.
 */
export function orderPaymentOf(order: OrderStatus, paid: readonly Paid[]): OrderPayment {
  const { state, net_amount_due_money: due } = order;
  if (state === 'CANCELED') return 'cancelled';
  if (order.returns.length > 0 && !order.line_items) return 'return';
  const isSettled = due ? due.amount <= 0n : state === 'COMPLETED' || covers(paid, order.total_money?.amount);
  const hasPaid = paid.some(isCompleted);
  const isFree = state === 'COMPLETED' && paid.every(({ status }) => status === 'CANCELED' || status === 'FAILED');
  return isSettled && (hasPaid || isFree) ? 'paid' : 'unpaid';
}

const covers = (paid: readonly Paid[], total: unknown): boolean =>
  /^\d{1,15}$/.test(String(total)) &&
  paid.filter(isCompleted).reduce((sumSoFar, one) => sumSoFar + one.total.units, 0n) >= BigInt(String(total));

const Line = z.object({
  name: shownText(300),
  variation_name: shownText(100),
  quantity,
  catalog_object_id: wholeText(maxProductIdChars),
  item_type: anything,
  total_money: maybeMoney,
  total_tax_money: maybeMoney,
  total_service_charge_money: maybeMoney,
});
type Line = z.infer<typeof Line>;

/** @see https://developer.squareup.com/reference/square/objects/Order */
export const SquareOrder = z.object({
  id: squareId,
  location_id: wholeText(64),
  reference_id: shownText(64),
  source: z
    .object({ name: shownText(100) })
    .nullish()
    .catch(undefined),
  customer_id: knownAs,
  created_at: utcInstant.nullish().catch(undefined),
  closed_at: utcInstant.nullish().catch(undefined),
  line_items: listOf(Line.optional().catch(undefined)).catch([]),
  returns: isThere,
  total_money: SquareMoney,
  net_amounts: z.object({ total_money: SignedMoney }).nullish().catch(undefined),
  total_tip_money: maybeMoney,
  total_service_charge_money: maybeMoney,
  taxes: listOf(z.object({ type: anything, applied_money: maybeMoney })).catch([]),
});
export type SquareOrder = z.infer<typeof SquareOrder>;

/**
 * What the customer owes, with tips, taxes and service charges (shipping is one). In an exchange, what is brought back pays for a part.
 * @throws UnreadableWebhook for an exchange that doesn't say what is left
 */
export function totalOf({ returns, total_money: total, net_amounts: net }: SquareOrder): Units {
  if (!returns) return total;
  if (!net) throw new UnreadableWebhook('net_amounts.total_money: expected what is left to pay of an exchange');
  return net.total_money;
}

/** What the goods cost, discounts deducted, without tips, service charges and taxes that are added. Unknown for an exchange. */
export function goodsOf(order: SquareOrder): bigint | undefined {
  const { total_money: total, total_tip_money: tip, total_service_charge_money: charges } = order;
  if (order.returns || !tip || !charges) return undefined;
  const added = order.taxes.filter(({ type }) => type === 'ADDITIVE').map(({ applied_money: tax }) => tax);
  const others = [tip, charges, ...added];
  // An added tax that can't be read.
  if (!others.every((amount) => amount !== undefined && amount !== null)) return undefined;
  return total.units - sum(others, total.currency);
}

/**
 * What a line costs after discounts and before tax. Its total contains all its taxes, whether they were added or are in its price, and its part of the
 * service charges. Below zero, or `undefined` if it isn't known.
 */
function netOf(line: Line | undefined, currency: string): bigint | undefined {
  const { total_money: total, total_tax_money: tax, total_service_charge_money: charges } = line ?? {};
  if (!total || !tax) return undefined;
  const parts = [total, tax, ...(charges ? [charges] : [])];
  if (parts.some((part) => part.currency !== currency)) return undefined;
  return total.units - tax.units - (charges?.units ?? 0n);
}

/** The goods before tax: the sum of the lines. It's never more than what the goods cost with the taxes that are in their prices. Unknown for an exchange. */
export function beforeTaxOf(order: SquareOrder): bigint | undefined {
  const lines = order.line_items.map((line) => netOf(line, order.total_money.currency));
  const withTax = goodsOf(order);
  if (order.returns || lines.length === 0) return undefined;
  const net = lines.reduce((all, one) => (all === undefined || one === undefined ? undefined : all + one), 0n);
  return net !== undefined && withTax !== undefined && withTax < net ? withTax : net;
}

/** Custom amounts have no name. */
export const itemsOf = ({ line_items: lines, total_money: { currency } }: SquareOrder): LineItem[] =>
  lines
    .filter((line) => line !== undefined)
    .map((line) => ({
      title: titleOf(line),
      quantity: line.quantity,
      giftCard: line.item_type === 'GIFT_CARD',
      productId: line.catalog_object_id,
      price: priceOf(netOf(line, currency), currency),
    }));

const priceOf = (units: bigint | undefined, currency: string): string | undefined =>
  units === undefined || units < 0n ? undefined : decimal(units, currency);

/** Square calls the only variation of most items "Regular". */
const titleOf = ({ name, variation_name: variation }: Line): string =>
  name === undefined || variation === undefined || variation === 'Regular'
    ? (name ?? variation ?? '')
    : capText(`${name} (${variation})`, 300);
