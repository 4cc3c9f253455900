import * as z from 'zod';
import { openObject } from '../open-object.ts';
import { Instant, ShopId } from '../order/order.ts';
import type { RawWebhook } from '../platforms/platform.ts';
import { PlatformName } from '../shops/platform-name.ts';

/**
 * A verified webhook that could not be read, with all that is needed to read it again: its adapter's headers (never a
 * signature) and the raw body. Holds what the platform sent about the customer, so it lives in the quarantine bucket only.
 */
export const QuarantinedWebhook = openObject({
  version: z.literal(1),
  /** Of the delivery (`deliveryId`); random in entries of before. */
  id: z.uuid(),
  shop: ShopId,
  platform: PlatformName,
  receivedAt: Instant,
  /** Which fields were wrong and what was expected; quotes nothing of the body. */
  reason: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  /**
   * `raw`: all of it, which holds no gift card. `sealed`: all of it, sealed with the stage's gift card key. `redacted`: the
   * stage has no such key, and what may hold a gift card was left out, with it everything that is no JSON.
   */
  bodyIs: z.enum(['raw', 'sealed', 'redacted']).default('raw'),
  /** Bytes in base64, for they may be anything; a sealed body is a compact JWE. */
  body: z.union([z.base64(), z.string().regex(/^[\w-]+(\.[\w-]*){4}$/)]),
});
export type QuarantinedWebhook = z.infer<typeof QuarantinedWebhook>;

/**
 * `acme/2026-01-31/0b8e….json`: by shop and UTC day, so that an operator can list one or the other. One object for each
 * delivery and day.
 */
export const quarantineKey = ({ shop, receivedAt, id }: QuarantinedWebhook): string =>
  `${shop}/${receivedAt.slice(0, 'yyyy-mm-dd'.length)}/${id}.json`;

export interface QuarantineDetails {
  id: string;
  shop: string;
  platform: PlatformName;
  receivedAtMs: number;
  reason: string;
  /** The headers to keep. */
  readHeaders: readonly string[];
}

/** A webhook's body as it may lie in quarantine. */
export type QuarantineBody = Pick<QuarantinedWebhook, 'bodyIs' | 'body'>;

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
 * The webhook again, for its adapter's `read`. It was verified before it came here, and cannot be verified again.
 * @param open opens a sealed body
 */
export async function webhookOf(
  { headers, body, bodyIs, url }: QuarantinedWebhook,
  open: (jwe: string) => Promise<Uint8Array>,
): Promise<RawWebhook> {
  return { headers, url, body: bodyIs === 'sealed' ? Buffer.from(await open(body)) : Buffer.from(body, 'base64') };
}
