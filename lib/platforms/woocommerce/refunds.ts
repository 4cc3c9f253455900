import * as z from 'zod';
import { addAmounts } from '../../order/money.ts';
import type { Refund } from '../../order/order.ts';
import { decimal, listOf, numericId } from '../fields.ts';
import { orNothing } from './nothing.ts';

/** As many as an event carries. */
const maxRefunds = 50;

/** Numbers are texts too, as `decimal` reads them. */
const withoutSign = (total: unknown): unknown =>
  typeof total === 'string' || typeof total === 'number' ? String(total).trim().replace(/^-/, '') : total;

/** A refund within an order: negative, `-10.00`. Without a readable amount it is still a refund, of an unknown amount. */
const RefundEntry = z.object({
  id: numericId,
  total: z
    .preprocess((total) => withoutSign(total), decimal)
    .optional()
    .catch(undefined),
});

/** All refunds of an order so far. Absent where the order doesn't list them. */
export const Refunds = orNothing(listOf(RefundEntry));
export type Refunds = z.infer<typeof Refunds>;

/** What they give back together; those of an unknown amount count nothing. */
export const refundedTotal = (refunds: Refunds): string =>
  (refunds ?? []).reduce((sum, { total }) => addAmounts(sum, total ?? '0'), '0');

/** The refunds as an event carries them. `undefined` currency: the order's, which cannot be read. */
export const refundsOf = (refunds: Refunds, currency: string | undefined): Refund[] =>
  (refunds ?? []).slice(0, maxRefunds).map(({ id, total }) => ({ id, amount: total, currency }));

/** Whether there are more refunds than the event carries. */
export const isCut = (refunds: Refunds): boolean => (refunds ?? []).length > maxRefunds;

/** Whether the event carries all refunds that there are: WooCommerce lists them each time, and drops deleted ones. */
export const areComplete = (refunds: Refunds): boolean => refunds !== undefined && !isCut(refunds);
