import * as z from 'zod';
import type { ReadSettings } from '../platforms/platform.ts';
import { PlatformName } from './platform-name.ts';
import { pidPrefixIn, type RawSettings } from './stored-settings.ts';

/**
 * All that a webhook is verified and read by. Nothing else in the settings may keep a webhook from being accepted, whatever version
 * wrote it ([ADR 32](../../docs/adr/0032-settings-of-a-newer-version.md)).
 */
export interface IngestSettings {
  shop: string;
  /** `undefined`: one that this version has no adapter for, so nothing of the shop can be verified. */
  platform: PlatformName | undefined;
  /** `undefined`: said in a way that this version doesn't know, so its webhooks can be verified and not read. */
  reading: ReadSettings | undefined;
  /** If in doubt, yes: a card that is sealed in vain is lost to nobody. */
  addsGiftCards: boolean;
  /** `undefined`: see `pidPrefixIn`. */
  pidPrefix: string | undefined;
}

/** As loose as reading allows: what a setting may say is for `shops apply` to check. */
const Reading = z.object({
  platformShopId: z.string().optional(),
  paidStatuses: z.array(z.string()).optional(),
  ignoredStatuses: z.array(z.string()).optional(),
});

const WithoutGiftCards = z.object({ giftCards: z.undefined().optional() });

export function ingestSettings(shop: string, settings: RawSettings): IngestSettings {
  const { platform, thanx } = settings;
  return {
    shop,
    platform: PlatformName.safeParse(platform).data,
    reading: Reading.safeParse(settings).data,
    addsGiftCards: thanx !== undefined && !WithoutGiftCards.safeParse(thanx).success,
    pidPrefix: pidPrefixIn(shop, settings),
  };
}
