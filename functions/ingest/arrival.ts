import type { PlatformAdapter, RawWebhook, ReadSettings } from '../../lib/platforms/platform.ts';
import type { PlatformName } from '../../lib/shops/platform-name.ts';

/** A webhook of a known shop, while ingest handles it. */
export interface Arrival {
  shop: string;
  platform: PlatformName;
  adapter: PlatformAdapter;
  webhook: RawWebhook;
  receivedAtMs: number;
  /** `undefined`: this version can't read the settings. */
  reading?: ReadSettings | undefined;
  /** Whether the shop adds gift cards to Thanx accounts. */
  addsGiftCards: boolean;
  /** `shop/pid` of the order that it is about, if known. */
  order?: string;
  /** The order's human number, if the webhook says it. */
  number?: string;
}
