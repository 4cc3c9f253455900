import * as z from 'zod';
import { addAmounts } from '../../order/money.ts';
import { decimal, listOf, anything } from '../fields.ts';
import { orNothing, isNothing } from './nothing.ts';

const Entry = z.object({ key: z.string(), value: anything }).optional().catch(undefined);

/** What plugins store with an order or a line item. Entries of another shape are ignored. */
export const MetaData = listOf(Entry)
  .transform((entries) => entries.filter((entry) => entry !== undefined))
  .catch([]);
export type MetaData = z.infer<typeof MetaData>;

/** Whether one of these keys has a value. */
export const hasAny = (metaData: MetaData, keys: ReadonlySet<string>): boolean =>
  metaData.some(({ key, value }) => keys.has(key) && value !== undefined && value !== 0 && !isNothing(value));

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
