import * as z from 'zod';
import { addAmounts } from '../../order/money.ts';
import type { Order, Payment as PaidBy, Refund } from '../../order/order.ts';
import { anything, decimal, flag, lenient, listOf, shownText, utcInstant } from '../fields.ts';
import { cardPayment, giftCardPayment } from '../payments.ts';
import { wixId, wixObject } from './names.ts';
import { hasEnded, refundOf, WixRefund } from './refund.ts';

const GiftCard = lenient(z.object({ voided: flag, obfuscatedCode: shownText(100) }));

const Payment = wixObject({
  createdDate: lenient(utcInstant),
  amount: lenient(z.object({ amount: decimal })),
  status: anything,
  regularPaymentDetails: lenient(
    z.object({ status: anything, creditCardDetails: lenient(z.object({ brand: anything, lastFourDigits: anything })) }),
  ),
  giftcardPaymentDetails: GiftCard,
  giftCardPaymentDetails: GiftCard,
});
type Payment = z.infer<typeof Payment>;

/**
 * An order's payments and refunds, as the payments API lists them. Events about orders don't have them.
 * @see https://dev.wix.com/docs/api-reference/business-solutions/e-commerce/orders/order-transactions/order-transactions-object
 */
export const Transactions = z.object({
  orderId: wixId,
  payments: listOf(Payment.optional().catch(undefined)).catch([]),
  refunds: listOf(WixRefund),
});
export type Transactions = z.infer<typeof Transactions>;

/** Statuses of money that arrived. */
const received = new Set<unknown>(['APPROVED', 'REFUNDED', 'PARTIALLY_REFUNDED']);

const giftCardOf = ({ giftcardPaymentDetails, giftCardPaymentDetails }: Payment) =>
  giftcardPaymentDetails ?? giftCardPaymentDetails ?? undefined;

/** Older answers have the status of a payment in its details, and of a gift card only whether it was taken back. */
function isReceived(payment: Payment): boolean {
  const status = payment.status ?? payment.regularPaymentDetails?.status;
  const card = giftCardOf(payment);
  return received.has(status) || (status === undefined && card !== undefined && !card.voided);
}

const paymentsIn = ({ payments }: Transactions): Payment[] =>
  payments.filter((one) => one !== undefined).filter(isReceived);

/**
 * When an order was paid: the time at which its last payment was made. `undefined`: it has no payment.
 * Assumed: a payment that waited for its provider has the time at which it began, because the API has no other.
 */
export const paidAtOf = (transactions: Transactions): string | undefined =>
  paymentsIn(transactions)
    .map(({ createdDate }) => createdDate)
    .filter((at) => typeof at === 'string')
    .toSorted()
    .at(-1);

/** What gift cards paid; `undefined` if there are none, `unknown` if an amount can't be read. */
export const giftCardAmountOf = (transactions: Transactions): Order['giftCardAmount'] =>
  paymentsIn(transactions)
    .filter((payment) => giftCardOf(payment) !== undefined)
    .reduce<Order['giftCardAmount']>((sum, { amount }) => {
      if (amount?.amount === undefined || sum === 'unknown') return 'unknown';
      return addAmounts(sum ?? '0', amount.amount);
    }, undefined);

/** The payments by card and by gift card. */
export const paymentsOf = (transactions: Transactions): PaidBy[] =>
  paymentsIn(transactions).flatMap((payment) => {
    const { amount, createdDate, regularPaymentDetails } = payment;
    const giftCard = giftCardOf(payment);
    if (giftCard !== undefined) return giftCardPayment(amount?.amount, giftCard.obfuscatedCode?.slice(-4));
    const { brand, lastFourDigits: last4 } = regularPaymentDetails?.creditCardDetails ?? {};
    return cardPayment({ brand, last4, amount: amount?.amount, authorizedAt: createdDate ?? undefined });
  });

/** The refunds that returned money. Those under way are left out, because an amount that was counted once isn't changed later. */
export const refundsOf = ({ refunds }: Transactions): Refund[] =>
  refunds
    .filter(hasEnded)
    .map(refundOf)
    .filter((one) => one !== undefined);
