import * as z from 'zod';

export const Subscription = z.object({
  id: z.string(),
  /** The platform's name: `orders/paid`, `order.updated`. */
  topic: z.string(),
  url: z.string(),
  /** Signs its deliveries. */
  secret: z.string(),
  name: z.string(),
  status: z.enum(['active', 'paused', 'disabled']),
  /** Deliveries in a row that weren't received. */
  failures: z.number().int(),
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
});
export type Subscription = z.infer<typeof Subscription>;

/** A webhook that waits to be sent. */
export const Delivery = z.object({
  id: z.string(),
  subscriptionId: z.string(),
  /** Equal for all deliveries of one event. */
  eventId: z.string(),
  triggeredAtMs: z.number(),
  topic: z.string(),
  orderId: z.string(),
  dueAtMs: z.number(),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
  /** How often it was sent without being received. */
  failures: z.number().int(),
});
export type Delivery = z.infer<typeof Delivery>;

export const OutboxState = z.object({
  subscriptions: z.array(Subscription).default([]),
  deliveries: z.array(Delivery).default([]),
  /** What faults kept from being sent. */
  dropped: z.array(z.object({ topic: z.string(), orderId: z.string() })).default([]),
  /** Whether the subscriptions have been deleted by the fault of that name. */
  wasDeleted: z.boolean().default(false),
});
export type OutboxState = z.infer<typeof OutboxState>;
