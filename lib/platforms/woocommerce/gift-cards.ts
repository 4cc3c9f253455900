import * as z from 'zod';
import { addAmounts } from '../../order/money.ts';
import { decimal, listOf } from '../fields.ts';
import { orNothing } from './nothing.ts';

/** What the official Gift Cards extension adds for each card that paid. Its code is as good as cash and is not read. */
const PaidGiftCard = z
  .object({ amount: decimal.optional().catch(undefined) })
  .optional()
  .catch(undefined);

/**
 * The gift cards that paid. Something else by that name (another plugin's) says that some did, and not how much.
 * @see https://woocommerce.com/document/gift-cards/rest-api-reference/
 */
export const GiftCards = orNothing(listOf(PaidGiftCard)).catch([undefined]);

/** What they paid: absent if there are none, `unknown` if one can't be read. */
export const giftCardTotal = (cards: z.infer<typeof GiftCards>): string | undefined =>
  cards === undefined || cards.length === 0
    ? undefined
    : cards.reduce(
        (sum, card) => (card?.amount === undefined || sum === 'unknown' ? 'unknown' : addAmounts(sum, card.amount)),
        '0',
      );
