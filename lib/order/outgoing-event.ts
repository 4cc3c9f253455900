import * as z from 'zod';
import { Cause } from '../shops/thanku-settings.ts';
import { Instant, ShopId } from './order.ts';

/*
 * The events that thankflow publishes for a shop's other systems on the stage's event bus: docs/status-and-events.md.
 * They contain ids and links, but nothing personal. Fields may be added, but never removed or changed in meaning.
 */

const about = {
  shop: ShopId,
  /** The platform's id. */
  orderId: z.string(),
  /** The order's number as people write it, if the platform has one. */
  number: z.string().optional(),
  pid: z.string(),
};

const { number: _, ...aboutReceipt } = about;

export const outgoingEvents = {
  'Order Thanked': z.strictObject({
    ...about,
    /** ThankU was asked to store nothing, so there is no link for a customer. */
    simulated: z.boolean(),
    cause: Cause.optional(),
    impact: z.number().int().optional(),
    thanku: z.strictObject({
      id: z.string().optional(),
      link: z.string().optional(),
      certificateNum: z.string().optional(),
      certificateLink: z.string().optional(),
    }),
    customerLink: z.string().optional(),
  }),
  'Order Failed': z.strictObject({ ...about, partner: z.enum(['thanku', 'thanx']), reason: z.string() }),
  'Order Reversed': z.strictObject({
    ...about,
    kind: z.enum(['cancelled', 'refunded', 'unpaid', 'erased']),
    at: Instant,
    thankuId: z.string().optional(),
    /** It is unknown whether a ThankU exists. */
    perhaps: z.literal(true).optional(),
  }),
  'Receipt Settled': z.strictObject({
    ...aboutReceipt,
    state: z.enum(['applied', 'denied']),
    receiptId: z.string().optional(),
    /** Thanx's words. */
    rejectionText: z.string().optional(),
  }),
  'Limit Reached': z.strictObject({
    shop: ShopId,
    period: z.enum(['month', 'day']),
    /** Which one, in the limit's time zone: `2026-10` or `2026-10-05`. */
    in: z.string(),
    percent: z.number().int(),
    units: z.number().int(),
    limit: z.number().int(),
  }),
};

type Events = typeof outgoingEvents;
export type OutgoingEvent = { [Type in keyof Events]: { type: Type; detail: z.infer<Events[Type]> } }[keyof Events];
