import type { RawWebhook } from '../platform.ts';
import { hmacSha256, isDigest } from '../signature.ts';

/** How old a signed time may be: what Stripe's own libraries allow. */
const toleranceSeconds = 5 * 60;

/**
 * `Stripe-Signature: t=1700000000,v1=<hex>`: HMAC-SHA256 of `t.body`. The key is the endpoint's secret as Stripe shows it, with `whsec_`. While a
 * secret is rolled there are several `v1`, and one valid one is enough. Other schemes (`v0`) are ignored.
 *
 * As in Stripe's libraries, only old times are refused. A time in the future is signed too, so it means that the clock of whoever checks it is
 * slow, and refusing it would lose the webhook and protect nothing.
 * @see https://docs.stripe.com/webhooks#verify-manually
 * @see https://github.com/stripe/stripe-node/blob/master/src/Webhooks.ts
 */
export function verifyStripe(webhook: RawWebhook, secrets: readonly string[], nowMs: number): boolean {
  const { time, signatures } = partsOf(header(webhook));
  if (time === undefined || webhook.body.length === 0 || isOld(time, nowMs)) return false;
  return secrets.some((secret) => {
    const expected = hmacSha256(secret, `${time}.`, webhook.body);
    return signatures.some((signature) => isDigest(expected, signature, 'hex'));
  });
}

export const isSignedLikeStripe = (webhook: RawWebhook): boolean => Boolean(header(webhook));

const header = ({ headers }: RawWebhook): string | undefined => headers['stripe-signature'];

/** Nothing is trimmed, as in Stripe's libraries. If there are several times, the last one counts. */
function partsOf(given = ''): { time: string | undefined; signatures: string[] } {
  const parts = given.split(',').map((part) => part.split('='));
  const valuesOf = (wanted: string) => parts.flatMap(([name, value]) => (name === wanted ? [value ?? ''] : []));
  const time = valuesOf('t').at(-1);
  // Only digits are allowed, because exactly this text was signed.
  return { time: time !== undefined && /^\d{1,12}$/.test(time) ? time : undefined, signatures: valuesOf('v1') };
}

const isOld = (time: string, nowMs: number): boolean => Math.floor(nowMs / 1000) - Number(time) > toleranceSeconds;

/** An API key, which is also called a secret key, is a common mistake. */
export const whyNotStripeSecret = (secret: string): string | undefined =>
  /^whsec_[\x21-\x7e]+$/.test(secret) ? undefined : "Stripe's signing secrets begin with whsec_";
