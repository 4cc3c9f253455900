import * as z from 'zod';
import { GiftCardState } from '../../lib/order/gift-cards/state.ts';
import { OrderStatus } from '../../lib/order/order-status.ts';

const { shape: card } = GiftCardState;
const { cause, impact, use100Grams } = OrderStatus.shape;

/** The status API's answer: docs/status-and-events.md. A field may be added; none may change its meaning or go. */
export const StatusAnswer = z.strictObject({
  ...OrderStatus.shape,
  thanku: z
    .strictObject({
      id: z.string().optional().describe("ThankU's ID"),
      link: z.string().optional().describe('The same as `links.thanku`'),
      customerLink: z.string().optional().describe('The same as `links.customer`'),
      certificateNum: z.string().optional().describe("The certificate's number"),
      certificateLink: z.string().optional().describe('The same as `links.certificate`'),
      cause: cause.describe('The same as `cause` of the order'),
      impact: impact.describe('The same as `impact` of the order'),
      use100Grams: use100Grams.describe('The same as `use100Grams` of the order'),
    })
    .describe('The ThankU. Its ID and links are absent once the customer was erased and the ThankU may name them'),
  giftCards: z
    .array(
      z.strictObject({
        last4: card.last4.describe("The last four characters of the card's number"),
        state: card.state.describe('How far it is: docs/status-and-events.md explains each state'),
        reason: card.reason.describe('Why: a code. New codes may be added'),
        providerId: z.string().optional().describe("Thanx's ID of the gift card provider"),
        id: card.id.describe("Thanx's ID of the card"),
        balance: card.balance.describe("The balance when it was added, in the merchant's currency"),
        cardState: card.cardState.describe("Thanx's state of the card when it was added"),
      }),
    )
    .optional()
    .describe('One entry for each gift card of the order, without the number'),
});
export type StatusAnswer = z.infer<typeof StatusAnswer>;

/** The errors by their `error`, and the HTTP status of each. `message` is for the person who reads a log. */
export const statusErrors = { 'no-id': 400, unauthorized: 401, 'not-found': 404, ambiguous: 409 } as const;
export type StatusError = keyof typeof statusErrors;
