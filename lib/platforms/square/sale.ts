import type { Customer, LineItem, Order, Payment, Refund } from '../../order/order.ts';
import { orderedLongBefore } from '../../order/ordered-at.ts';
import { fitEvent, keepItems } from '../fit.ts';
import { cardPayment, giftCardPayment, keepPayments } from '../payments.ts';
import type { Reading } from '../platform.ts';
import { latest } from './fields.ts';
import { decimal, moneyOf, sum, type Units } from './money.ts';
import { isCompleted, type Paid } from './payment.ts';
import { hasSucceeded, refundOf, type SquareRefund } from './refund.ts';

/** The maximum in an event. */
const maxRefunds = 50;

/** A paid order, or a payment that has none, in the same form. */
export interface Sale {
  orderId: string;
  number: string | undefined;
  total: Units;
  /** In the smallest unit of the total's currency. */
  goods: bigint | undefined;
  beforeTax: bigint | undefined;
  payments: readonly Paid[];
  /** All refunds of these payments. `undefined`: nobody asked for them. */
  refunds: readonly SquareRefund[] | undefined;
  /** When it was paid, if nobody paid anything. */
  freeAt: string | undefined;
  customer: Customer;
  items: readonly LineItem[];
  channel: string | undefined;
  test: boolean;
}

/** @param changedAt when any of it changed last; `at` is that, or when it was received */
export function readSale(sale: Sale, shop: string, at: string, changedAt: string | undefined): Reading {
  const { orderId, total, test } = sale;
  const { currency } = total;
  const paid = sale.payments.filter(isCompleted);
  const succeeded = (sale.refunds ?? []).filter(hasSucceeded);
  const refunded = sum(
    succeeded.map(({ amount_money: amount }) => amount),
    currency,
  );
  const refunds: Refund[] = succeeded.slice(0, maxRefunds).map(refundOf);
  const isComplete = sale.refunds !== undefined && succeeded.length <= maxRefunds && changedAt !== undefined;
  const dated = {
    at,
    ...(changedAt !== undefined && { changedAt }),
    ...(isComplete && { refundsComplete: true as const }),
  };
  if (refunded > 0n && refunded >= total.units)
    return { type: 'refunded', shop, ...dated, orderId, refunds, full: true };
  const paidAt = latest(paid.map((one) => one.paidAt)) ?? sale.freeAt ?? at;
  const begunAt = paid.map((one) => one.begunAt).find((time) => time !== undefined);
  const left = (units: bigint | undefined) => (units === undefined ? undefined : decimal(units - refunded, currency));
  const beforeTax = left(sale.beforeTax);
  const order: Order = {
    orderId,
    number: sale.number,
    amount: decimal(total.units - refunded, currency),
    subtotal: left(sale.goods),
    beforeTax,
    payments: keepPayments(paid.flatMap((one) => paymentBy(one, currency))),
    giftCardAmount: giftCardAmountOf(paid, succeeded, moneyLeft(total, refunded)),
    currency,
    paidAt,
    ...orderedLongBefore(begunAt, paidAt),
    paymentType: typeOfAll(paid),
    customer: sale.customer,
    ...keepItems(sale.items, beforeTax),
    tags: [],
    channel: sale.channel,
    test,
    refunds,
  };
  return fitEvent({ type: 'paid', shop, ...dated, order });
}

const moneyLeft = ({ units, currency }: Units, refunded: bigint): Units => ({ units: units - refunded, currency });

/** What gift cards paid of what is left: a refund goes back to the card that paid. */
function giftCardAmountOf(
  paid: readonly Paid[],
  refunds: readonly SquareRefund[],
  left: Units,
): Order['giftCardAmount'] {
  const byCard = paid.filter(({ byGiftCard }) => byGiftCard === true);
  if (paid.some(({ byGiftCard }) => byGiftCard === undefined)) return 'unknown';
  if (byCard.length === 0) return undefined;
  const ids = new Set(byCard.map(({ id }) => id));
  const back = refunds.flatMap((refund) => (ids.has(refund.payment_id ?? '') ? [refund.amount_money] : []));
  const units =
    sum(
      byCard.map(({ total }) => total),
      left.currency,
    ) - sum(back, left.currency);
  return moneyOf({ units: units < left.units ? units : left.units, currency: left.currency }).amount;
}

function paymentBy({ card, byGiftCard, total, authorizedAt }: Paid, currency: string): Payment[] {
  const { card_brand: brand, last_4: last4 } = card ?? {};
  const amount = total.currency === currency ? moneyOf(total).amount : undefined;
  return byGiftCard === true ? giftCardPayment(amount, last4) : cardPayment({ brand, last4, amount, authorizedAt });
}

/** `card` or `cash` only if nothing else paid: Thanx may credit linked cards by itself. */
function typeOfAll(paid: readonly Paid[]): Order['paymentType'] {
  const [first, ...others] = paid.map(({ byGiftCard, type }) => (byGiftCard === true ? 'other' : type));
  return first !== undefined && others.every((type) => type === first) ? first : 'other';
}
