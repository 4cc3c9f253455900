import type { PlatformAdapter, RawWebhook } from '../../lib/platforms/platform.ts';
import type { PlatformName } from '../../lib/shops/platform-name.ts';

/** A webhook of a known shop, while ingest handles it. */
export interface Arrival {
  shop: string;
  platform: PlatformName;
  adapter: PlatformAdapter;
  webhook: RawWebhook;
  receivedAtMs: number;
  /** Whether the shop adds gift cards to Thanx accounts. */
  addsGiftCards: boolean;
  /** `shop/pid` of the order that it is about, if known. */
  order?: string;
  /** The order's human number, if the webhook says it. */
  number?: string;
}
