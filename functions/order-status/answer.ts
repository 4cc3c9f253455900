import * as z from 'zod';
import { GiftCardState } from '../../lib/order/gift-cards/state.ts';
import { Instant } from '../../lib/order/order.ts';
import { ReceiptState } from '../../lib/order/receipt/state.ts';
import { ThankuState } from '../../lib/order/thanku/state.ts';

const { shop, orderId, number, pid, state, reason, cause, impact, use100Grams } = ThankuState.shape;

/** Where an order stands: docs/status-and-events.md. A field may be added; none may change its meaning or go. */
export const OrderStatus = z.strictObject({
  shop,
  orderId,
  number,
  pid,
  state: state.exclude(['early']),
  reason,
  thanku: z.strictObject({
    id: z.string().optional(),
    link: z.string().optional(),
    customerLink: z.string().optional(),
    certificateNum: z.string().optional(),
    certificateLink: z.string().optional(),
    cause,
    impact,
    use100Grams,
  }),
  receipt: z.strictObject({
    state: ReceiptState.shape.state,
    reason: z.string().optional(),
    id: z.string().optional(),
  }),
  giftCards: z
    .array(
      z.strictObject({
        ...GiftCardState.pick({ last4: true, state: true, reason: true, id: true, balance: true, cardState: true })
          .shape,
        providerId: z.string().optional(),
      }),
    )
    .optional(),
  reversed: z.strictObject({ kind: z.enum(['cancelled', 'refunded', 'unpaid', 'erased']), at: Instant }).optional(),
  updatedAt: Instant,
});
export type OrderStatus = z.infer<typeof OrderStatus>;

/** The errors by their `error`, and the HTTP status of each. `message` is for the person who reads a log. */
export const statusErrors = { 'no-id': 400, unauthorized: 401, 'not-found': 404, ambiguous: 409 } as const;
export type StatusError = keyof typeof statusErrors;
