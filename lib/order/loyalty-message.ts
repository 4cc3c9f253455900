import * as z from 'zod';
import { openObject } from '../open-object.ts';
import { PollReceipts, WakeUp } from './event.ts';
import { DecimalAmount, Instant } from './order.ts';

const partnerId = z.string().min(1).max(256);

/** A purchase that Thanx reports in a webhook. It may be what became of a receipt. Nothing in it but `userId` says whose it is. */
export const Purchase = z.lazy(() =>
  openObject({
    type: z.literal('purchase'),
    /** Thanx's IDs. */
    purchaseId: partnerId,
    merchantId: partnerId,
    userId: partnerId,
    amount: DecimalAmount,
    purchasedAt: Instant,
  }),
);
export type Purchase = z.infer<typeof Purchase>;

/** A message in a loyalty queue. */
export const LoyaltyMessage = z.lazy(() => z.discriminatedUnion('type', [WakeUp, PollReceipts, Purchase]));
export type LoyaltyMessage = z.infer<typeof LoyaltyMessage>;
