import * as z from 'zod';
import { shownIds } from './thanku/shown-ids.ts';
import { reversalKind, ThankuState } from './thanku/state.ts';
import { Instant } from './order.ts';
import { ReceiptState } from './receipt/state.ts';

const { shop, orderId, number, pid, state, reason, cause, impact, use100Grams, language } = ThankuState.shape;

/**
 * Where an order stands: the one shape for the status API, the events, the thanks page's data and notifications. It never contains the message or a
 * name. A field may be added; none may change its meaning or go.
 */
export const OrderStatus = z.strictObject({
  shop,
  orderId,
  number,
  pid,
  state: state.exclude(['early']),
  reason,
  cause,
  impact,
  use100Grams,
  /** The impact in the customer's language, such as `2 trees`. */
  impactInWords: z.string().optional(),
  language,
  links: z.strictObject({
    /** The page where the customer sees the ThankU. */
    customer: z.string().optional(),
    /** The ThankU's public page. */
    thanku: z.string().optional(),
    certificate: z.string().optional(),
  }),
  receipt: z.strictObject({
    state: ReceiptState.shape.state,
    reason: z.string().optional(),
    id: z.string().optional(),
  }),
  reversed: z.strictObject({ kind: z.enum(['cancelled', 'refunded', 'unpaid', 'erased']), at: Instant }).optional(),
  updatedAt: Instant,
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

export function orderStatus(order: StatusOf, receipt: ReceiptStatusOf | undefined): OrderStatus {
  const { link, customerLink, certificateLink } = shownIds(order);
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
    language: order.language,
    links: { customer: customerLink, thanku: link, certificate: certificateLink },
    receipt: receiptStatus(order, receipt),
    reversed: order.reversed && { kind: reversalKind(order.reversed), at: order.reversed.at },
    updatedAt: order.updatedAt,
  };
}

export function receiptStatus(
  order: Pick<StatusOf, 'receiptReason'>,
  receipt: ReceiptStatusOf | undefined,
): OrderStatus['receipt'] {
  if (receipt !== undefined)
    return { state: receipt.state, reason: receipt.rejectionText ?? receipt.reason, id: receipt.id };
  // An order without a receipt says why. Otherwise the receipt's row is created later.
  if (order.receiptReason !== undefined) return { state: 'skipped', reason: order.receiptReason };
  return { state: 'waiting' };
}
