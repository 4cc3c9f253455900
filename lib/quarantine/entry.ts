import { createHash } from 'node:crypto';
import * as z from 'zod';
import { openObject } from '../open-object.ts';
import { Instant, ShopId } from '../order/order.ts';
import type { PlatformAdapter, RawWebhook } from '../platforms/platform.ts';
import { PlatformName } from '../shops/platform-name.ts';

/**
 * A verified webhook that couldn't be read, with everything that is needed to read it again: the headers that its adapter uses (never a
 * signature) and the body. It contains personal data, so it's only stored in the quarantine bucket.
 */
export const QuarantinedWebhook = z.lazy(() =>
  openObject({
    version: z.literal(1),
    /** From `deliveryId`; random in older entries. */
    id: z.uuid(),
    shop: ShopId,
    platform: PlatformName,
    receivedAt: Instant,
    /** Which fields were wrong and what was expected. Quotes nothing of the body. */
    reason: z.string(),
    url: z.string(),
    headers: z.record(z.string(), z.string()),
    /**
     * `raw`: the whole body, which contains no gift card. `sealed`: the whole body, sealed with the stage's gift card key. `redacted`: without
     * anything that may be a gift card, because the stage has no key; empty if it wasn't JSON.
     */
    bodyIs: z.enum(['raw', 'sealed', 'redacted']).default('raw'),
    /** Base64, because it may be any bytes. A sealed body is a compact JWE. */
    body: z.union([z.base64(), z.string().regex(/^[\w-]+(\.[\w-]*){4}$/)]),
  }),
);
export type QuarantinedWebhook = z.infer<typeof QuarantinedWebhook>;

/** `acme/2026-01-31/0b8e….json`: by shop and UTC day, so that an operator can list either. */
export const quarantineKey = ({
  shop,
  receivedAt,
  id,
}: Pick<QuarantinedWebhook, 'shop' | 'receivedAt' | 'id'>): string =>
  `${shop}/${receivedAt.slice(0, 'yyyy-mm-dd'.length)}/${id}.json`;

export interface QuarantineDetails {
  id: string;
  shop: string;
  platform: PlatformName;
  receivedAtMs: number;
  reason: string;
  /** The names of the headers to keep. */
  readHeaders: readonly string[];
}

/** A webhook's body in a form that may be stored. */
export type QuarantineBody = Pick<QuarantinedWebhook, 'bodyIs' | 'body'>;

/** Returns a body without anything that may be a gift card's number or code, for when it can't be sealed. */
export function clearBody(
  { withoutGiftCards }: Pick<PlatformAdapter, 'withoutGiftCards'>,
  body: Buffer,
): QuarantineBody {
  const kept = withoutGiftCards(body);
  return { bodyIs: kept.equals(body) ? 'raw' : 'redacted', body: kept.toString('base64') };
}

interface Delivery {
  shop: string;
  receivedAtMs: number;
  /** If a header says it. */
  topic: string | undefined;
  body: Buffer;
}

/**
 * The ID of an unreadable delivery: a hash of its shop, UTC day, topic and body, and of nothing else that a sender could change. So a
 * platform's retry or a replay overwrites the existing entry, and a delivery has at most one entry a day. It's a UUID of version 8, which is
 * meant for such hashes.
 * @see https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-8
 */
export function deliveryId({ shop, receivedAtMs, topic, body }: Delivery): string {
  const day = new Date(receivedAtMs).toISOString().slice(0, 'yyyy-mm-dd'.length);
  const hash = createHash('sha256')
    .update(`${JSON.stringify([shop, day, topic ?? ''])}\n`)
    .update(body)
    .digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x80, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

export function quarantined(
  webhook: RawWebhook,
  details: QuarantineDetails,
  body: QuarantineBody = { bodyIs: 'raw', body: webhook.body.toString('base64') },
): QuarantinedWebhook {
  const { readHeaders, receivedAtMs, ...rest } = details;
  const headers: Record<string, string> = {};
  for (const name of readHeaders) {
    const value = webhook.headers[name];
    if (value !== undefined) headers[name] = value;
  }
  const receivedAt = new Date(receivedAtMs).toISOString();
  return { version: 1, ...rest, receivedAt, url: webhook.url, headers, ...body };
}

/**
 * Restores the webhook for its adapter's `read`. It was verified before, and can't be verified again.
 * @param open opens a sealed body
 */
export async function webhookOf(
  { headers, body, bodyIs, url }: QuarantinedWebhook,
  open: (jwe: string) => Promise<Uint8Array>,
): Promise<RawWebhook> {
  return { headers, url, body: bodyIs === 'sealed' ? Buffer.from(await open(body)) : Buffer.from(body, 'base64') };
}
