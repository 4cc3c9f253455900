import * as z from 'zod';
import { addAmounts } from '../../order/money.ts';
import { decimal, listOf } from '../fields.ts';
import { orNothing } from './nothing.ts';

/** A card that paid, as the official Gift Cards extension adds it. Its code is as good as cash, and is not read. */
const PaidGiftCard = z
  .object({ amount: decimal.optional().catch(undefined) })
  .optional()
  .catch(undefined);

/**
 * The gift cards that paid. If the field has another shape (another plugin's), some card paid an unknown amount.
 * @see https://woocommerce.com/document/gift-cards/rest-api-reference/
 */
export const GiftCards = orNothing(listOf(PaidGiftCard)).catch([undefined]);

/** What they paid; `undefined` if there are none, `unknown` if an amount can't be read. */
export const giftCardTotal = (cards: z.infer<typeof GiftCards>): string | undefined =>
  cards === undefined || cards.length === 0
    ? undefined
    : cards.reduce(
        (sum, card) => (card?.amount === undefined || sum === 'unknown' ? 'unknown' : addAmounts(sum, card.amount)),
        '0',
      );
