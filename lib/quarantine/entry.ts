import * as z from 'zod';
import { Instant, ShopId } from '../order/order.ts';
import type { RawWebhook } from '../platforms/platform.ts';
import { PlatformName } from '../shops/settings.ts';

/**
 * A verified webhook that could not be read, with all that is needed to read it again: its adapter's headers (never a
 * signature) and the raw body. Holds what the platform sent about the customer, so it lives in the quarantine bucket only.
 */
export const QuarantinedWebhook = z.object({
  version: z.literal(1),
  id: z.uuid(),
  shop: ShopId,
  platform: PlatformName,
  receivedAt: Instant,
  /** Which fields were wrong and what was expected; quotes nothing of the body. */
  reason: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  /** The raw bytes, base64: they may be anything. */
  body: z.base64(),
});
export type QuarantinedWebhook = z.infer<typeof QuarantinedWebhook>;

/** `acme/2026-01-31/0b8e….json`: by shop and UTC day, so that an operator can list one or the other. */
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

export function quarantined(webhook: RawWebhook, details: QuarantineDetails): QuarantinedWebhook {
  const { readHeaders, receivedAtMs, ...rest } = details;
  const headers: Record<string, string> = {};
  for (const name of readHeaders) {
    const value = webhook.headers[name];
    if (value !== undefined) headers[name] = value;
  }
  const receivedAt = new Date(receivedAtMs).toISOString();
  return { version: 1, ...rest, receivedAt, url: webhook.url, headers, body: webhook.body.toString('base64') };
}

/** The webhook again, for its adapter's `read`. It was verified before it came here, and cannot be verified again. */
export const webhookOf = ({ headers, body, url }: QuarantinedWebhook): RawWebhook => ({
  headers,
  body: Buffer.from(body, 'base64'),
  url,
});
