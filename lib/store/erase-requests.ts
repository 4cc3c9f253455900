import * as z from 'zod';
import { openObject } from '../open-object.ts';
import { Instant, ShopId } from '../order/order.ts';

/** Something that a person has to do for a customer, who is named until it is done. */
export const CustomerRequest = openObject({
  shop: ShopId,
  at: Instant,
  customerId: z.string().optional(),
  email: z.string().optional(),
  dueKind: z.literal('stuck'),
  dueAt: z.number().int(),
});

/**
 * That a customer's rows are erased, and dead letters or quarantine may still hold something of them: an operator has to
 * look. Names the customer, so it goes when it is closed.
 */
export type EraseRequest = z.infer<typeof CustomerRequest>;

/**
 * That a platform asked to erase a whole shop, which a person has to confirm. One row for each shop, for ever: closed, it
 * says that a repeated request must not pause the shop again.
 */
export const RedactRequest = openObject({
  shop: ShopId,
  /** Of the request as it came last. */
  at: Instant,
  /** Absent: it is closed. */
  dueKind: z.literal('stuck').optional(),
  dueAt: z.number().int().optional(),
  closedAt: Instant.optional(),
});
export type RedactRequest = z.infer<typeof RedactRequest>;
