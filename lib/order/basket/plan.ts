import * as z from 'zod';
import { openObject } from '../../open-object.ts';
import type { ShopSettings } from '../../shops/settings.ts';
import { addAmounts, compareAmounts, isZero, subtractAmounts } from '../money.ts';
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

/** The basket as its refunds repeat it. How it was paid isn't needed any longer, so it isn't kept. */
export const withoutPayments = (basket: Basket): Basket => ({ ...basket, payments: [] });

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
  const goods = goodsOf(order);
  // Tax and shipping would count as goods.
  if (goods === undefined) return { reason: 'subtotal-unknown' };
  if (isZero({ amount: goods.subtotal, currency: order.currency })) return { reason: 'zero-amount' };
  const { credential, merchantId, locationUid } = thanx;
  const { paidAt: orderTimestamp, payments = [] } = order;
  const basket = {
    id: basketIdOf({ shop, pid }),
    orderTimestamp,
    locationUid,
    ...goods,
    payments: payments.map((payment) => paymentOf(payment, orderTimestamp)),
  };
  return { plan: { credential, merchantId, ...recipient, basket } };
}

/**
 * What counts: the goods before shipping, tax and tips, never more than the customer owes. Without gift cards that were bought: paying with them counts,
 * so the same money would count twice.
 */
function goodsOf(order: Order): Pick<Basket, 'items' | 'subtotal'> | undefined {
  const { amount, beforeTax, items, itemsOmitted } = order;
  if (beforeTax === undefined) return undefined;
  const lines = items.flatMap(({ price, ...line }, index) => (price === undefined ? [] : [{ ...line, price, index }]));
  const isPriced = lines.length > 0 && lines.length === items.length && itemsOmitted === 0;
  if (!isPriced && items.some(({ giftCard }) => giftCard)) return undefined;
  const bought = lines.filter(({ giftCard }) => giftCard).reduce((sum, { price }) => addAmounts(sum, price), '0');
  const goods = subtractAmounts(beforeTax, bought);
  const isOwed = compareAmounts(goods, amount) <= 0;
  const subtotal = isOwed ? goods : amount;
  const listed = lines
    .filter(({ giftCard }) => !giftCard)
    .map(({ title, sku, productId, price, index }) => ({
      id: productId ?? sku ?? `line-${index + 1}`,
      name: title.slice(0, maxNameChars),
      price,
    }));
  return { subtotal, items: isPriced && isOwed ? listed : [asOneItem(order, subtotal)] };
}

/** If the platform doesn't give a price for each line. */
const asOneItem = ({ number, orderId }: Order, price: string): Basket['items'][number] => ({
  id: orderId,
  name: `Order ${number ?? orderId}`.slice(0, maxNameChars),
  price,
});

const paymentOf = ({ issuer, last4, amount, authorizedAt }: Payment, paidAt: string): Basket['payments'][number] => ({
  issuer,
  ...(last4 !== undefined && { last4 }),
  amount,
  authorizedAt: authorizedAt ?? paidAt,
});
