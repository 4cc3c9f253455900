import * as z from 'zod';
import { BasketState } from './basket/state.ts';
import { DecimalAmount, Instant } from './order.ts';
import { ReceiptState } from './receipt/state.ts';
import { giftOf, impactInWords } from './thanku/impact-in-words.ts';
import { shownIds } from './thanku/shown-ids.ts';
import { reversalKind, ThankuState } from './thanku/state.ts';

const { shop, orderId, number, pid, state, reason, cause, impact, use100Grams, language } = ThankuState.shape;

/**
 * Where an order stands: the one shape for the status API, the events, the thanks page's data and notifications. It never contains the message or a
 * name. A field may be added; none may change its meaning or go.
 */
export const OrderStatus = z.strictObject({
  shop: shop.describe("The shop's ID in thankflow"),
  orderId: orderId.describe("The platform's order ID"),
  number: number.describe("The order's number as people write it, if the platform has one"),
  pid: pid.describe("The order's ID in ThankU"),
  state: state.exclude(['early']).describe("The state of the order's ThankU"),
  reason: reason.describe('Why the order is held, failed or skipped: a code. New codes may be added'),
  cause: cause.describe('What the ThankU is for'),
  impact: impact.describe('How much is given: trees, kg of plastic (or 100 g, see `use100Grams`), or m² of habitat'),
  use100Grams: use100Grams.describe('`true`: `impact` counts 100 g of plastic instead of kg'),
  impactInWords: z
    .string()
    .optional()
    .describe("The impact in the customer's language, such as `2 trees`. In English if the language is unknown"),
  language: language.describe("The customer's language, if the platform says it and ThankU has it"),
  links: z
    .strictObject({
      customer: z
        .string()
        .optional()
        .describe('The page where the customer sees the ThankU. Present if there is one that you may show'),
      page: z
        .string()
        .optional()
        .describe("The shop's own page about the order. Only in notifications: elsewhere, the shop computes it"),
      thanku: z.string().optional().describe("The ThankU's public page"),
      certificate: z.string().optional().describe("The certificate's page"),
    })
    .describe('Empty once the customer was erased and the ThankU may name them'),
  receipt: z
    .strictObject({
      state: ReceiptState.shape.state.describe('How far it is: docs/status-and-events.md explains each state'),
      reason: z.string().optional().describe('Why: a code, or for a denied receipt Thanx’s text'),
      id: z.string().optional().describe("Thanx's ID"),
    })
    .describe("The order's Thanx receipt"),
  basket: z
    .strictObject({
      state: BasketState.shape.state.describe('How far it is: docs/status-and-events.md explains each state'),
      reason: z.string().optional().describe('Why: a code'),
      subtotal: DecimalAmount.describe('What Thanx calculates the points on'),
      refundedSubtotal: DecimalAmount.optional().describe('How much of it was refunded at Thanx, in all'),
    })
    .optional()
    .describe("The order's Thanx basket, if the shop sends baskets instead of receipts"),
  reversed: z
    .strictObject({
      kind: z.enum(['cancelled', 'refunded', 'unpaid', 'erased']).describe('What happened'),
      at: Instant.describe('When the platform says it happened'),
    })
    .optional()
    .describe('The order was cancelled, refunded in full, is no longer paid, or its customer was erased'),
  updatedAt: Instant.describe('When the order itself last changed, without its receipt and gift cards'),
});
export type OrderStatus = z.infer<typeof OrderStatus>;

/** As much of an order's row as its status shows. */
export type StatusOf = Pick<
  z.infer<typeof ThankuState>,
  | 'shop'
  | 'orderId'
  | 'number'
  | 'pid'
  | 'reason'
  | 'cause'
  | 'impact'
  | 'use100Grams'
  | 'language'
  | 'id'
  | 'link'
  | 'certificateNum'
  | 'certificateLink'
  | 'nameErased'
  | 'reversed'
  | 'receiptReason'
  | 'updatedAt'
> & { state: OrderStatus['state'] };

export type ReceiptStatusOf = Pick<z.infer<typeof ReceiptState>, 'state' | 'reason' | 'rejectionText' | 'id'>;

export type BasketStatusOf = Pick<z.infer<typeof BasketState>, 'state' | 'reason' | 'subtotal' | 'refunded'>;

/** The order's row at Thanx: one of them, once it exists. */
interface LoyaltyRows {
  receipt?: ReceiptStatusOf | undefined;
  basket?: BasketStatusOf | undefined;
}

/** @param page the shop's page about the order, for those who may make its link */
export function orderStatus(order: StatusOf, { receipt, basket }: LoyaltyRows, page?: string): OrderStatus {
  const { link, customerLink, certificateLink } = shownIds(order);
  const gift = giftOf(order);
  return {
    shop: order.shop,
    orderId: order.orderId,
    number: order.number,
    pid: order.pid,
    state: order.state,
    reason: order.reason,
    cause: order.cause,
    impact: order.impact,
    use100Grams: order.use100Grams,
    impactInWords: gift && impactInWords(gift.impact, gift, order.language ?? 'en'),
    language: order.language,
    links: { customer: customerLink, page, thanku: link, certificate: certificateLink },
    receipt: receiptStatus(order, receipt),
    basket: basket && basketStatus(basket),
    reversed: order.reversed && { kind: reversalKind(order.reversed), at: order.reversed.at },
    updatedAt: order.updatedAt,
  };
}

const basketStatus = ({ state: its, reason: why, subtotal, refunded }: BasketStatusOf): OrderStatus['basket'] => ({
  state: its,
  reason: why,
  subtotal,
  refundedSubtotal: refunded,
});

function receiptStatus(
  order: Pick<StatusOf, 'receiptReason'>,
  receipt: ReceiptStatusOf | undefined,
): OrderStatus['receipt'] {
  if (receipt !== undefined)
    return { state: receipt.state, reason: receipt.rejectionText ?? receipt.reason, id: receipt.id };
  // An order without a receipt says why. Otherwise the receipt's row is created later.
  if (order.receiptReason !== undefined) return { state: 'skipped', reason: order.receiptReason };
  return { state: 'waiting' };
}
