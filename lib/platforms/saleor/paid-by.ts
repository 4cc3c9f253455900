import type { Payment } from '../../order/order.ts';
import { cardPayment, giftCardPayment, keepPayments } from '../payments.ts';
import { isGiftCard } from './gift-cards.ts';
import type { Transactions } from './transactions.ts';

/**
 * The payments by card and gift card, as far as payment apps say them. What is charged of each is what is left of it after refunds.
 * @see https://docs.saleor.io/api-reference/miscellaneous/objects/card-payment-method-details
 */
export const paymentsOf = (transactions: Transactions): Payment[] | undefined =>
  keepPayments(
    (transactions ?? []).flatMap((transaction) => {
      const { chargedAmount, createdAt, paymentMethodDetails: details } = transaction;
      const amount = chargedAmount?.amount;
      return isGiftCard(transaction)
        ? giftCardPayment(amount)
        : cardPayment({
            brand: details?.brand,
            last4: details?.lastDigits,
            amount,
            authorizedAt: createdAt ?? undefined,
          });
    }),
  );
