import * as z from 'zod';
import type { ReadSettings } from '../platforms/platform.ts';
import { PlatformName } from './platform-name.ts';
import { StripeSales } from './stripe-sales.ts';
import { pidPrefixIn, type RawSettings } from './stored-settings.ts';

/** What ingest needs. No other setting may keep a webhook from being accepted, whatever its version (ADR 32). */
export interface IngestSettings {
  shop: string;
  /** `undefined`: this version has no adapter for the platform, or can't read the URL that it signs, so the shop's webhooks can't be verified. */
  platform: PlatformName | undefined;
  /** `undefined`: this version can't read these settings, so webhooks can be verified but not read. */
  reading: ReadSettings | undefined;
  /** The URL that the platform signs, if it isn't the one that the stage gives the shop. */
  webhookUrl?: string | undefined;
  /** Errs towards yes: sealing a card unnecessarily does no harm. */
  addsGiftCards: boolean;
  /** `undefined`: see `pidPrefixIn`. */
  pidPrefix: string | undefined;
}

/** Accepts as much as possible, because `shops apply` checks the values. */
const Reading = z.object({
  platformShopId: z.string().optional(),
  paidStatuses: z.array(z.string()).optional(),
  ignoredStatuses: z.array(z.string()).optional(),
  stripeSales: StripeSales.optional(),
});

const Signed = z.object({ webhookUrl: z.string().optional() });

const WithoutGiftCards = z.object({ giftCards: z.undefined().optional() });

export function ingestSettings(shop: string, settings: RawSettings): IngestSettings {
  const { platform, thanx } = settings;
  const signed = Signed.safeParse(settings);
  return {
    shop,
    platform: signed.success ? PlatformName.safeParse(platform).data : undefined,
    reading: Reading.safeParse(settings).data,
    webhookUrl: signed.data?.webhookUrl,
    addsGiftCards: thanx !== undefined && !WithoutGiftCards.safeParse(thanx).success,
    pidPrefix: pidPrefixIn(shop, settings),
  };
}
