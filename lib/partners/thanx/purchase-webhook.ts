import * as z from 'zod';
import type { Purchase } from '../../order/loyalty-message.ts';
import { DecimalAmount, Instant, ShopId } from '../../order/order.ts';
import { hmacSha256, isDigest } from '../../platforms/signature.ts';
import { LenientDecimal, LenientId, optionalField } from '../lenient.ts';

/** The address that Thanx is given. @param apiUrl the stage's API, without a slash at the end */
export const purchaseWebhookUrl = (apiUrl: string, credential: string): string => `${apiUrl}/thanx/${credential}`;

/** In lower case, as API Gateway passes names. */
export const signatureHeader = 'x-thanx-signature';

/** Lower-case hex, and nothing else: a repeated header arrives as one text with a comma. */
const signatureForm = /^[0-9a-f]{64}$/;

/** Whether a header has the form of a signature. Without it, a request didn't come from Thanx. */
export const isSignature = (text: string | undefined): text is string => text !== undefined && signatureForm.test(text);

/**
 * Whether one of the secrets signed a webhook: the hex HMAC-SHA256 of the body's bytes. Takes the same time wherever the digests differ.
 * @see https://docs.thanx.com/webhooks/overview
 */
export const isSignedPurchase = (body: Buffer, signature: string, secrets: readonly string[]): boolean =>
  isSignature(signature) && secrets.some((secret) => isDigest(hmacSha256(secret, body), signature, 'hex'));

const object = <Shape extends z.core.$ZodLooseShape>(shape: Shape) => optionalField(z.object(shape));
const named = object({ id: optionalField(LenientId) });

/** Only what is used, so that nothing else of the body goes any further. Every field may be missing: a merchant may not share its data. */
const Reported = z.object({
  id: optionalField(LenientId),
  event: optionalField(z.string()),
  user: named,
  merchant: named,
  order: named,
  amount: optionalField(LenientDecimal.pipe(DecimalAmount)),
  purchased_at: optionalField(z.string()),
});

/** Absent on an older page of Thanx's documentation. */
const knownEvents: ReadonlySet<string | undefined> = new Set([undefined, 'create', 'update']);

/** Why a verified webhook is of no use. */
export type Unused =
  /** Thanx sends webhooks about other things, too. */
  | 'not-a-purchase'
  | 'unknown-event'
  /** Of an order that was sent as a basket: nothing waits for it. */
  | 'basket'
  /** Something is missing, or can't be read. Usually the merchant doesn't share its data. */
  | 'incomplete';

/**
 * Reads the body of a purchase webhook: `{"purchase":{…}}`, or what is in it.
 * @see https://docs.thanx.com/webhooks/purchases
 */
export function readPurchase(body: Buffer): { purchase: Purchase } | { unused: Unused } {
  const json = exactJson(body.toString('utf8'));
  const wrapped = z.object({ purchase: z.unknown() }).safeParse(json);
  const reported = Reported.safeParse(wrapped.success ? wrapped.data.purchase : json);
  if (!reported.success || (!wrapped.success && reported.data.purchased_at === undefined))
    return { unused: 'not-a-purchase' };
  const { id, event, user, merchant, order, amount, purchased_at } = reported.data;
  if (!knownEvents.has(event)) return { unused: 'unknown-event' };
  if (isBasketId(order?.id)) return { unused: 'basket' };
  const purchasedAt = instantOf(purchased_at);
  if (!id || !user?.id || !merchant?.id || amount === undefined || purchasedAt === undefined)
    return { unused: 'incomplete' };
  return {
    purchase: { type: 'purchase', purchaseId: id, merchantId: merchant.id, userId: user.id, amount, purchasedAt },
  };
}

/** Parses JSON, in which a number becomes the text of its digits: a double may not have all of them. `undefined` if it isn't JSON. */
function exactJson(text: string): unknown {
  try {
    // TypeScript's own types don't know the third argument yet.
    return JSON.parse(text, (_key: string, value: unknown, context?: { source?: string }) =>
      typeof value === 'number' ? context?.source : value,
    );
  } catch {
    return undefined;
  }
}

/** A basket's ID is `shop.pid`. A till's number of this form makes no difference: its purchase is no receipt's. */
function isBasketId(id = ''): boolean {
  const [, shop] = /^([^.]+)\.[\w-]{1,64}$/.exec(id) ?? [];
  return ShopId.safeParse(shop).success;
}

/** A time without an offset could be any. */
function instantOf(text: string | undefined): string | undefined {
  const atMs = /(?:Z|[+-]\d{2}:?\d{2})$/.test(text ?? '') ? Date.parse(text ?? '') : Number.NaN;
  const instant = Number.isNaN(atMs) ? undefined : new Date(atMs).toISOString();
  return Instant.safeParse(instant).data;
}
