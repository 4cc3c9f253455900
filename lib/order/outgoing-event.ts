import * as z from 'zod';
import type { Notice, OrderNotice } from './notice.ts';
import { DecimalAmount, Instant } from './order.ts';
import { OrderStatus, orderStatus, type BasketStatusOf, type ReceiptStatusOf } from './order-status.ts';
import { shownIds } from './thanku/shown-ids.ts';
import type { ThankuState } from './thanku/state.ts';

/*
 * The events that thankflow publishes for a shop's other systems on the stage's event bus, and sends to the targets in its settings:
 * docs/status-and-events.md. They contain ids and links, but nothing personal. Fields may be added, but never removed or changed in meaning.
 */

const eventId = z.string().describe('The same each time the event is published or sent: `evt_…`');

const about = {
  shop: OrderStatus.shape.shop,
  orderId: OrderStatus.shape.orderId,
  number: OrderStatus.shape.number,
  pid: OrderStatus.shape.pid,
  eventId,
  order: OrderStatus.optional().describe('Where the order stood when the event was published or sent'),
};

export const outgoingEvents = {
  'Order Thanked': z.strictObject({
    ...about,
    simulated: z.boolean().describe('`true`: ThankU was asked to store nothing, so there is no link for a customer'),
    cause: OrderStatus.shape.cause,
    impact: OrderStatus.shape.impact,
    thanku: z
      .strictObject({
        id: z.string().optional().describe("ThankU's ID"),
        link: z.string().optional().describe('The same as `order.links.thanku`'),
        certificateNum: z.string().optional().describe("The certificate's number"),
        certificateLink: z.string().optional().describe('The same as `order.links.certificate`'),
      })
      .describe('The ThankU, as far as ThankU returned it. Empty once the customer was erased and it may name them'),
    customerLink: z.string().optional().describe('The same as `order.links.customer`'),
  }),
  'Order Failed': z.strictObject({
    ...about,
    partner: z.enum(['thanku', 'thanx']).describe('Where it failed'),
    reason: z
      .string()
      .describe(
        'For ThankU a reason of a `failed` order. For Thanx a reason of a `rejected` receipt; `basket-` or `basket-refund-` and a reason of a basket; or `gift-card-` and a reason of a `rejected` gift card',
      ),
  }),
  'Order Reversed': z.strictObject({
    ...about,
    kind: z.enum(['cancelled', 'refunded', 'unpaid', 'erased']).describe('What happened'),
    at: Instant.describe('When the platform says it happened'),
    thankuId: z.string().optional().describe("ThankU's ID, unless the ThankU may name an erased customer"),
    perhaps: z
      .literal(true)
      .optional()
      .describe(
        'Nobody knows whether there is a ThankU. If there is one after all, `Order Thanked` and `Order Reversed` without `perhaps` follow',
      ),
  }),
  'Receipt Settled': z.strictObject({
    ...about,
    state: z.enum(['applied', 'denied']).describe('What Thanx decided'),
    receiptId: z.string().optional().describe("Thanx's ID of the receipt"),
    rejectionText: z.string().optional().describe("Thanx's text, without e-mail addresses and digits"),
  }),
  'Basket Updated': z.strictObject({
    ...about,
    state: z
      .enum(['billed', 'refunded'])
      .describe('`billed`: Thanx has the order. `refunded`: Thanx knows of a refund'),
    subtotal: DecimalAmount.optional().describe('What Thanx calculates the points on'),
    refundedSubtotal: DecimalAmount.optional().describe('How much of the subtotal was refunded so far, in all'),
  }),
  'Limit Reached': z.strictObject({
    shop: OrderStatus.shape.shop,
    eventId,
    period: z.enum(['month', 'day']).describe('What the limit is for'),
    in: z.string().describe("Which month or day, in the limit's time zone: `2026-10` or `2026-10-05`"),
    percent: z
      .number()
      .int()
      .describe("100 or the settings' `warnAt`. Also 100 if the next order needs more than what is left"),
    units: z.number().int().describe('Units given or reserved'),
    limit: z.number().int().describe('The limit, in units'),
  }),
};

type Events = typeof outgoingEvents;
export type OutgoingEvent = { [Type in keyof Events]: { type: Type; detail: z.infer<Events[Type]> } }[keyof Events];

/** As much of an order's rows as its events tell. */
export interface EventRows {
  order: ThankuState;
  receipt?: ReceiptStatusOf | undefined;
  basket?: BasketStatusOf | undefined;
  /** The shop's page about the order. Only who may read the link secret knows it. */
  pageLink?: string | undefined;
}

export function limitEvent(
  shop: string,
  { type, id, period, in: which, percent, units, limit }: Extract<Notice, { type: 'Limit Reached' }>,
): OutgoingEvent {
  return { type, detail: { shop, eventId: id, period, in: which, percent, units, limit } };
}

/** The event of something that happened to an order, with the rest from its rows. */
export function orderEvent(notice: OrderNotice, { order, receipt, basket, pageLink }: EventRows): OutgoingEvent {
  const { shop, orderId, number, pid, state } = order;
  const status = state === 'early' ? undefined : orderStatus({ ...order, state }, { receipt, basket }, pageLink);
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
    case 'Basket Updated': {
      const { state: known, refundedSubtotal } = notice;
      return { type: notice.type, detail: { ...told, state: known, subtotal: basket?.subtotal, refundedSubtotal } };
    }
    case 'Receipt Settled': {
      const { state: decided, receiptId, rejectionText } = notice;
      const detail = { ...told, state: decided, receiptId, ...(rejectionText !== undefined && { rejectionText }) };
      return { type: notice.type, detail };
    }
  }
}
