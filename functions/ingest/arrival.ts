import type { PlatformAdapter, RawWebhook } from '../../lib/platforms/platform.ts';
import type { PlatformName } from '../../lib/shops/platform-name.ts';

/** One webhook of a known shop on its way through. */
export interface Arrival {
  shop: string;
  platform: PlatformName;
  adapter: PlatformAdapter;
  webhook: RawWebhook;
  receivedAtMs: number;
  /** Its shop adds gift cards to Thanx accounts. */
  addsGiftCards: boolean;
  /** `shop/pid` of the order that it is about, once that is known. */
  order?: string;
  /** Its human number, where the webhook says it. */
  number?: string;
}
