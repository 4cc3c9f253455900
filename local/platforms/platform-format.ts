import type { ShopOrder } from './shop-order.ts';

/** What texts about an order need of its shop. */
export interface ShopFacts {
  /** thankflow's ID of the shop. */
  id: string;
  /** `my-shop.myshopify.com`, `my-shop.example`. */
  domain: string;
  /** The shop's time zone. */
  utcOffsetMinutes: number;
}

/** What happens to an order, with one name for all platforms. */
export type ShopEvent = 'created' | 'paid' | 'updated' | 'refunded' | 'cancelled' | 'deleted';

/** A webhook that a platform sends for an event. */
export interface ShopMessage {
  /** The platform's own name: `orders/paid`, `order.updated`. */
  topic: string;
  body: string;
}

/** What differs between platforms in webhooks. */
export interface PlatformFormat {
  platform: 'shopify' | 'woocommerce';
  messages(shop: ShopFacts, order: ShopOrder, events: readonly ShopEvent[]): ShopMessage[];
  /** Without the content type. */
  headers(
    shop: ShopFacts,
    message: ShopMessage & { secret: string },
    delivery: DeliveryIdentity,
  ): Record<string, string>;
  /**
   * The body of a delivery when it's sent, if the platform writes it only then. `order` is undefined if it's deleted. Returns `undefined` for a
   * body that stays as it was.
   */
  bodyWhenSent?(shop: ShopFacts, topic: string, order: ShopOrder | undefined): string | undefined;
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
