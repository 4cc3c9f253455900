import * as z from 'zod';
import { addAmounts } from '../../order/money.ts';
import type { Order } from '../../order/order.ts';
import { anything } from '../fields.ts';
import { methodOf, type Transaction, type Transactions } from './transactions.ts';
import { isAtLeast } from './version.ts';

/** The gift cards that were used in the checkout, without their codes. */
export const GiftCards = z.array(anything).optional().catch(undefined);

/** Since this version, a gift card may also be a payment. */
const cardsMayPaySince = '3.23';

/** The payment app that Saleor itself is for its gift cards. */
const giftCardApp = 'saleor.io.gift-card-payment-gateway';

export const isGiftCard = (transaction: Transaction): boolean =>
  methodOf(transaction) === 'GiftCardPaymentMethodDetails' || transaction.createdBy?.identifier === giftCardApp;

/**
 * What gift cards paid of the total; `undefined`: nothing, `unknown`: nobody can tell. This is inferred from Saleor's source:
 * - Cards that are added to a checkout reduce the total, like a discount. The order lists them, and they pay nothing of what is left.
 * - Since 3.23, a card may be a payment instead. Then it's a transaction, and its payment method says so. It may not be in the order's list.
 * @param version of the shop's Saleor, if the query asks for it
 */
export function giftCardAmountOf(
  transactions: Transactions,
  giftCards: readonly unknown[] | undefined,
  version: string | undefined,
): Order['giftCardAmount'] {
  const paid = (transactions ?? []).filter(isGiftCard);
  if (paid.length > 0)
    return paid.reduce<string>((sum, { chargedAmount }) => {
      if (sum === 'unknown' || chargedAmount?.amount === undefined) return 'unknown';
      return addAmounts(sum, chargedAmount.amount);
    }, '0');
  if (transactions?.every(({ paymentMethodDetails }) => paymentMethodDetails !== undefined) === true) return undefined;
  if (version !== undefined) return isAtLeast(version, cardsMayPaySince) ? 'unknown' : undefined;
  return giftCards?.length === 0 ? undefined : 'unknown';
}
