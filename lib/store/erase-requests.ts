import * as z from 'zod';
import { openObject } from '../open-object.ts';
import { Instant, ShopId } from '../order/order.ts';

/** A request that a person has to handle for a customer. It contains the customer's data until it's closed. */
export const CustomerRequest = openObject({
  shop: ShopId,
  at: Instant,
  customerId: z.string().optional(),
  email: z.string().optional(),
  dueKind: z.literal('stuck'),
  dueAt: z.number().int(),
});

/** A customer's rows are erased; an operator must check dead letters and quarantine. Deleted when closed. */
export type EraseRequest = z.infer<typeof CustomerRequest>;

/** A platform asked to erase a shop: an operator confirms. Kept when closed, so that a repetition pauses nothing. */
export const RedactRequest = openObject({
  shop: ShopId,
  /** When the last request came. */
  at: Instant,
  /** `undefined` if it's closed. */
  dueKind: z.literal('stuck').optional(),
  dueAt: z.number().int().optional(),
  closedAt: Instant.optional(),
});
export type RedactRequest = z.infer<typeof RedactRequest>;
