import * as z from 'zod';
import { openObject } from '../../open-object.ts';
import type { ShopSettings } from '../../shops/settings.ts';
import { compareAmounts, isZero } from '../money.ts';
import { DecimalAmount, Instant, type Order, type Payment } from '../order.ts';
import type { BasketSkipReason } from '../reasons.ts';
import { Recipient, recipientOf } from '../receipt/plan.ts';

/** A basket as Thanx gets it, without its state. Amounts are in the merchant's currency. */
export const Basket = openObject({
  /** Ours, and the same in every request about the order: `<shop>.<pid>`. */
  id: z.string(),
  orderTimestamp: Instant,
  locationUid: z.string(),
  items: z.array(openObject({ id: z.string(), name: z.string(), price: DecimalAmount })),
  /** The goods before shipping, tax and tips. Thanx calculates the points on it. */
  subtotal: DecimalAmount,
  payments: z.array(
    openObject({ issuer: z.string(), last4: z.string().optional(), amount: DecimalAmount, authorizedAt: Instant }),
  ),
});
export type Basket = z.infer<typeof Basket>;

/** The frozen Thanx basket, decided once at the claim. */
export const BasketPlan = z.intersection(
  openObject({ credential: z.string(), merchantId: z.string(), basket: Basket }),
  Recipient,
);
export type BasketPlan = z.infer<typeof BasketPlan>;

/** The order's ID in every request about it. It never changes: Thanx would count a basket with another one a second time. */
export const basketIdOf = ({ shop, pid }: { shop: string; pid: string }): string => `${shop}.${pid}`;

export type BasketDecision = { plan: BasketPlan } | { reason: BasketSkipReason };

/** Product names are longer than any list of purchases shows, and the basket is kept for refunds. */
const maxNameChars = 100;

/** The basket for a paid order, or the reason why it gets none. Test and simulated orders never reach Thanx. */
export function planBasket(order: Order, settings: ShopSettings, pid: string, simulate: boolean): BasketDecision {
  const { shop, thanx } = settings;
  if (thanx?.locationUid === undefined) return { reason: 'not-configured' };
  if (order.test) return { reason: 'test-order' };
  if (simulate) return { reason: 'simulated' };
  if (order.currency !== thanx.currency) return { reason: 'currency' };
  const recipient = recipientOf(order, shop, thanx.members);
  if (recipient === undefined) return { reason: 'no-email' };
  const subtotal = subtotalOf(order);
  // Tax and shipping would count as goods.
  if (subtotal === undefined) return { reason: 'subtotal-unknown' };
  if (isZero({ amount: subtotal, currency: order.currency })) return { reason: 'zero-amount' };
  const { credential, merchantId, locationUid } = thanx;
  const { paidAt: orderTimestamp, payments = [] } = order;
  const basket = {
    id: basketIdOf({ shop, pid }),
    orderTimestamp,
    locationUid,
    items: itemsOf(order, subtotal),
    subtotal,
    payments: payments.map((payment) => paymentOf(payment, orderTimestamp)),
  };
  return { plan: { credential, merchantId, ...recipient, basket } };
}

/** Never more than what the customer owes, with refunds deducted. */
function subtotalOf({ amount, beforeTax, subtotal = beforeTax }: Order): string | undefined {
  const goods = beforeTax ?? subtotal;
  return goods === undefined || compareAmounts(goods, amount) <= 0 ? goods : amount;
}

/** The order's lines, or one item if the platform doesn't give a price for each of them. */
function itemsOf({ items, itemsOmitted, number, orderId }: Order, subtotal: string): Basket['items'] {
  const lines = items.flatMap(({ title, sku, productId, price }, index) =>
    price === undefined
      ? []
      : [{ id: productId ?? sku ?? `line-${index + 1}`, name: title.slice(0, maxNameChars), price }],
  );
  if (lines.length > 0 && lines.length === items.length && itemsOmitted === 0) return lines;
  return [{ id: orderId, name: `Order ${number ?? orderId}`.slice(0, maxNameChars), price: subtotal }];
}

const paymentOf = ({ issuer, last4, amount, authorizedAt }: Payment, paidAt: string): Basket['payments'][number] => ({
  issuer,
  ...(last4 !== undefined && { last4 }),
  amount,
  authorizedAt: authorizedAt ?? paidAt,
});
