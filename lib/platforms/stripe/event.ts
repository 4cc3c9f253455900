import * as z from 'zod';
import { anything, epochSeconds } from '../fields.ts';
import { parsePayload } from '../payload.ts';
import { UnreadableWebhook } from '../platform.ts';
import { reference } from './fields.ts';

const About = z.object({ object: anything, type: z.string('expected a type such as checkout.session.completed') });

const Envelope = z.object({
  created: epochSeconds,
  /** The connected account that it's about, for an endpoint that listens to connected accounts. */
  account: reference,
  livemode: z.boolean('expected whether it is live').nullish(),
  data: z.object({ object: z.looseObject({ livemode: z.boolean().nullish().catch(undefined) }) }),
});

/** An event of a type that is read. */
export interface StripeEvent {
  type: string;
  /** When it happened. Stripe sends an event again with the same time. */
  at: string;
  account: string | undefined;
  /** Made with test keys, or in a sandbox: no money moved. */
  test: boolean;
  /** The session, payment intent, invoice, charge or refund as it was then. */
  object: unknown;
}

/** The type of an event, and whether it's a thin one of API v2, which contains no object. */
export function typeOf(payload: unknown): { type: string; isThin: boolean } {
  const { object, type } = parsePayload(About, payload);
  return { type, isThin: object === 'v2.core.event' };
}

/**
 * @see https://docs.stripe.com/api/events/object
 * @throws UnreadableWebhook also if it doesn't say whether it's a test: that decides whether money is spent
 */
export function stripeEventOf(type: string, payload: unknown): StripeEvent {
  const { created, account, livemode, data } = parsePayload(Envelope, payload);
  const live = livemode ?? data.object.livemode;
  if (typeof live !== 'boolean') throw new UnreadableWebhook('livemode: expected true or false');
  return { type, at: created, account, test: !live, object: data.object };
}
