import * as z from 'zod';
import { addAmounts } from '../../order/money.ts';
import type { Refund } from '../../order/order.ts';
import { decimal, listOf, numericId, anything } from '../fields.ts';
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

/** The maximum in an event. */
const maxRefunds = 50;

const withoutSign = (total: unknown): unknown =>
  typeof total === 'string' || typeof total === 'number' ? String(total).trim().replace(/^-/, '') : total;

/** A refund in an order. Its total is negative: `-10.00`. If the total can't be read, it's a refund of an unknown amount. */
const RefundEntry = z.object({
  id: numericId,
  total: z
    .preprocess((total) => withoutSign(total), decimal)
    .optional()
    .catch(undefined),
});

/** All refunds of an order so far. `undefined` if the order doesn't list them. */
export const Refunds = orNothing(listOf(RefundEntry));
export type Refunds = z.infer<typeof Refunds>;

/** The sum of the refunds. Those of an unknown amount count as 0. */
export const refundedTotal = (refunds: Refunds): string =>
  (refunds ?? []).reduce((sum, { total }) => addAmounts(sum, total ?? '0'), '0');

/**
 * The refunds in the event's form.
 * @param currency of the order; `undefined` if it can't be read
 */
export const refundsOf = (refunds: Refunds, currency: string | undefined): Refund[] =>
  (refunds ?? []).slice(0, maxRefunds).map(({ id, total }) => ({ id, amount: total, currency }));

/** Whether there are more refunds than an event can carry. */
export const isCut = (refunds: Refunds): boolean => (refunds ?? []).length > maxRefunds;

/** Whether the event carries all refunds. WooCommerce lists all of them each time, without the deleted ones. */
export const areComplete = (refunds: Refunds): boolean => refunds !== undefined && !isCut(refunds);
