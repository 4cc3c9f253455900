import type { Customer, LineItem, Money, Order } from '../../order/order.ts';
import { fitEvent, keepItems } from '../fit.ts';
import { keepPayments } from '../payments.ts';
import type { Reading } from '../platform.ts';
import { less, paymentsOf, paymentTypeOf, refundedOf, type Charge } from './charge.ts';
import type { StripeEvent } from './event.ts';
import { decimalAmount } from './money.ts';

/** A paid session, payment intent or invoice, in the same form. */
export interface Sale {
  orderId: string;
  number: string | undefined;
  /** In the currency's smallest unit, like `subtotal`. What was paid, before refunds. */
  amount: string;
  subtotal?: string | undefined;
  beforeTax?: string | undefined;
  currency: string;
  /** What the customer saw and paid, in another currency. */
  presentment?: Money | undefined;
  /** Its payments, as far as Stripe sent them along. */
  charges: readonly Charge[];
  /** When it was paid, if it says so itself. */
  paidAt?: string | undefined;
  /** The kinds of payment that were offered. */
  methods?: readonly unknown[] | undefined;
  customer: Customer;
  items: readonly LineItem[];
  /** Line items that Stripe left out of the list. */
  itemsLeftOut?: number;
  channel: string;
}

/**
 * What a sale says. Events contain it as it was paid, without its charge. If it was fetched, its charge is there with all refunds so far, and
 * it's as if Stripe had sent it after the last of them.
 */
export function readSale(sale: Sale, { at, test }: StripeEvent, shop: string): Reading {
  const { orderId, currency, charges } = sale;
  const { refunds, complete, full } = refundedOf(charges);
  const dated = { at, changedAt: at, ...(complete && { refundsComplete: true as const }) };
  if (full) return { type: 'refunded', shop, ...dated, orderId, refunds, full };
  const left = (units: string | undefined) =>
    units === undefined ? undefined : less(decimalAmount(units, currency), currency, refunds);
  const amount = less(decimalAmount(sale.amount, currency), currency, refunds);
  const beforeTax = left(sale.beforeTax);
  const { items, itemsOmitted } = keepItems(sale.items, beforeTax);
  const order: Order = {
    orderId,
    number: sale.number,
    amount,
    subtotal: left(sale.subtotal),
    beforeTax,
    payments: keepPayments(paymentsOf(charges, currency)),
    currency,
    ...presentmentOf(sale, refunds.length > 0),
    paidAt: sale.paidAt ?? charges[0]?.created ?? at,
    paymentType: paymentTypeOf(charges, sale.methods),
    customer: sale.customer,
    items,
    itemsOmitted: itemsOmitted + (sale.itemsLeftOut ?? 0),
    tags: [],
    channel: sale.channel,
    test,
    refunds,
  };
  return fitEvent({ type: 'paid', shop, ...dated, order });
}

/** Of an order that is refunded in part, only the currency is known. */
function presentmentOf(
  { presentment, currency }: Sale,
  isRefunded: boolean,
): Pick<Order, 'presentment' | 'presentmentCurrency'> {
  if (presentment === undefined || presentment.currency === currency) return {};
  return isRefunded ? { presentmentCurrency: presentment.currency } : { presentment };
}
