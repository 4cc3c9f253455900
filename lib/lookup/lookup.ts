import * as z from 'zod';
import { openObject } from '../open-object.ts';
import { Instant, ShopId } from '../order/order.ts';

/** A thin webhook only names an order. fetch-order asks the shop's platform for it. */
export const Lookup = z.lazy(() =>
  openObject({
    type: z.literal('lookup'),
    shop: ShopId,
    /** When the platform says that it happened; else when we received the notification. */
    at: Instant,
    orderId: z.string().min(1).max(256),
    /** When the platform says that it changed the order: an older answer comes from a cache. */
    changedAt: Instant.optional(),
    /** When the order was paid, if the notification says so, and the order itself doesn't. */
    paidAt: Instant.optional(),
  }),
);
export type Lookup = z.infer<typeof Lookup>;

/** Asks fetch-order to look at the orders of a shop that wait to be fetched. */
export const DueLookups = z.lazy(() => openObject({ type: z.literal('due-lookups'), shop: ShopId }));
export type DueLookups = z.infer<typeof DueLookups>;

export const dueLookups = (shop: string): DueLookups => ({ type: 'due-lookups', shop });
