import type { ApiPlatform } from '../../lib/reconcile/platform-secret.ts';
import type { ShopOrder } from './shop-order.ts';

/** What texts about an order need of its shop. */
export interface ShopFacts {
  /** thankflow's ID of the shop. */
  id: string;
  /** `my-shop.myshopify.com`, `my-shop.example`. */
  domain: string;
  /** The shop's time zone. */
  utcOffsetMinutes: number;
  /** What its settings say that the platform calls it. */
  platformShopId?: string | undefined;
  /** What its settings say that the platform signs as the URL. Default: where it sends. */
  signedUrl?: string | undefined;
}

/** What happens to an order, with one name for all platforms. */
export type ShopEvent = 'created' | 'paid' | 'updated' | 'refunded' | 'cancelled' | 'deleted';

/** A webhook that a platform sends for an event. */
export interface ShopMessage {
  /** The platform's own name: `orders/paid`, `order.updated`. */
  topic: string;
  body: string;
}

/** What the sandbox calls a shop's things, as the platform does. */
export interface PlatformNaming {
  /** The shop's host name. */
  domain(shop: string): string;
  /** @param count how many things of the shop have an ID so far; @param placed which order of the shop it is, from 1 */
  orderId(count: number, placed: number): string;
  /** What people call the order. */
  orderNumber(orderId: string, placed: number): string;
  /** How an ordinary order is paid, and where it is made. */
  gateway: string;
  sourceName: string;
}

/** What differs between platforms in webhooks. */
export interface PlatformFormat {
  platform: ApiPlatform;
  naming: PlatformNaming;
  messages(shop: ShopFacts, order: ShopOrder, events: readonly ShopEvent[]): ShopMessage[];
  /** Without the content type. */
  headers(
    shop: ShopFacts,
    message: ShopMessage & { secret: string; url: string },
    delivery: DeliveryIdentity,
  ): Record<string, string>;
  /** The body that is sent, if the platform's signature is a part of it. */
  bodyAsSent?(shop: ShopFacts, message: ShopMessage & { secret: string }, delivery: DeliveryIdentity): string;
  /**
   * The body of a delivery when it's sent, if the platform writes it only then. `order` is undefined if it's deleted. Returns `undefined` for a
   * body that stays as it was.
   */
  bodyWhenSent?(shop: ShopFacts, topic: string, order: ShopOrder | undefined): string | undefined;
  /** It signs the time, so each try has a new signature: `triggeredAtMs` is then the time of the try. */
  signsTime?: true;
  /** How long it waits for an answer. */
  answerTimeoutMs: number;
  /** Whether an answer counts as received. */
  isReceived(status: number): boolean;
  /** The delays before each further try, ms. Empty: it's never sent again. */
  retryDelaysMs: readonly number[];
  /** So many failures in a row end a subscription: WooCommerce counts deliveries. `undefined`: it ends with a delivery's last try. */
  maxFailures?: number;
}

export interface DeliveryIdentity {
  id: string;
  subscriptionId: string;
  /** Equal for all deliveries of one event. */
  eventId: string;
  triggeredAtMs: number;
}
