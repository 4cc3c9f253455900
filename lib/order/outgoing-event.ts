import * as z from 'zod';
import { Cause } from '../shops/thanku-settings.ts';
import type { Notice, OrderNotice } from './notice.ts';
import { Instant, ShopId } from './order.ts';
import { OrderStatus, orderStatus, type ReceiptStatusOf } from './order-status.ts';
import { shownIds } from './thanku/shown-ids.ts';
import type { ThankuState } from './thanku/state.ts';

/*
 * The events that thankflow publishes for a shop's other systems on the stage's event bus, and sends to the targets in its settings:
 * docs/status-and-events.md. They contain ids and links, but nothing personal. Fields may be added, but never removed or changed in meaning.
 */

const eventId = z.string();

const about = {
  shop: ShopId,
  /** The platform's id. */
  orderId: z.string(),
  /** The order's number as people write it, if the platform has one. */
  number: z.string().optional(),
  pid: z.string(),
  /** The same each time the event is published or sent. */
  eventId,
  /** Where the order stands. */
  order: OrderStatus.optional(),
};

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
    ...about,
    state: z.enum(['applied', 'denied']),
    receiptId: z.string().optional(),
    /** Thanx's words. */
    rejectionText: z.string().optional(),
  }),
  'Limit Reached': z.strictObject({
    shop: ShopId,
    eventId,
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

/** As much of an order's rows as its events tell. */
export interface ToldRows {
  order: ThankuState;
  receipt?: ReceiptStatusOf | undefined;
}

export function limitEvent(
  shop: string,
  { type, id, period, in: which, percent, units, limit }: Extract<Notice, { type: 'Limit Reached' }>,
): OutgoingEvent {
  return { type, detail: { shop, eventId: id, period, in: which, percent, units, limit } };
}

/** The event of something that happened to an order, with the rest from its rows. */
export function orderEvent(notice: OrderNotice, { order, receipt }: ToldRows): OutgoingEvent {
  const { shop, orderId, number, pid, state } = order;
  const status = state === 'early' ? undefined : orderStatus({ ...order, state }, receipt);
  const told = { shop, orderId, number, pid, eventId: notice.id, order: status };
  switch (notice.type) {
    case 'Order Thanked': {
      const { customerLink, ...thanku } = shownIds(order);
      const { cause, impact } = order;
      const simulated = state === 'simulated';
      const detail = { ...told, simulated, cause, impact, thanku, ...(customerLink && { customerLink }) };
      return { type: notice.type, detail };
    }
    case 'Order Failed':
      return { type: notice.type, detail: { ...told, partner: notice.partner, reason: notice.reason } };
    case 'Order Reversed': {
      const { kind, at, perhaps } = notice;
      const detail = { ...told, kind, at, thankuId: shownIds(order).id, ...(perhaps && { perhaps }) };
      return { type: notice.type, detail };
    }
    case 'Receipt Settled': {
      const { state: decided, receiptId, rejectionText } = notice;
      const detail = { ...told, state: decided, receiptId, ...(rejectionText !== undefined && { rejectionText }) };
      return { type: notice.type, detail };
    }
  }
}
