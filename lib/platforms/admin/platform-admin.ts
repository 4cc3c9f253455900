import type { RawWebhook } from '../platform.ts';

/** What a list of orders says about one of them. It contains nothing personal. */
export interface ListedOrder {
  /** The same ID as in the order's webhooks. */
  orderId: string;
  /** The number that people use: `#1001`. */
  number: string | undefined;
  createdAt: string;
  /** The order's own date: of an imported order, it's older than `createdAt`. */
  orderedAt: string;
  /** When the platform last changed the order, by the platform's clock. */
  changedAt: string;
  /** `undefined`: not paid, or its status says nothing about the payment. */
  status: 'paid' | 'cancelled' | 'refunded' | 'unpaid' | undefined;
  /** Whether it was ever paid: a reversal of an order that wasn't reverses nothing. */
  wasPaid: boolean;
  /** `undefined`: the list doesn't say it (Shopify). See `paidTimes`. */
  paidAt: string | undefined;
  /** Where the order was made, as `order.channel` has it. */
  channel: string | undefined;
  refunded: ListedRefunds;
}

/** The refunds that a list shows of an order. */
export interface ListedRefunds {
  /** IDs as the refunds' webhooks have them. At most as many as an event may report. `createdAt`: if the list says it. */
  refunds: readonly { id: string; createdAt?: string | undefined }[];
  /** Whether these are all of them, so that one that is missing was taken back. */
  complete: boolean;
}

/** A span of the platform's time of change, epoch ms. `untilMs` is exclusive. */
export interface Span {
  fromMs: number;
  untilMs: number;
}

export interface ListedPage {
  /** The oldest change first. An order that changes meanwhile may be listed again. */
  orders: ListedOrder[];
  /** Where the next page begins; `undefined` after the last one. */
  next: string | undefined;
}

/** A webhook subscription at the platform. */
export interface Subscription {
  id: string;
  /** As webhooks name it: `orders/paid`, `order.updated`. */
  topic: string;
  url: string;
  /** `paused`: the platform sends nothing, because somebody disabled it or deliveries failed. */
  state: 'active' | 'paused';
  /** Failed deliveries in a row, if the platform reports them. */
  failures?: number | undefined;
}

/** What the credential may do. */
export interface Access {
  /** The scopes that reconciliation needs and the credential doesn't have, by the platform's names. */
  missingScopes: string[];
  /** What it can't do without these scopes, for a person. Nothing is lost by it. */
  limits: string[];
  /** The shop that the credential belongs to, as the platform names it. */
  shop: string | undefined;
}

/**
 * The admin API of one shop. Every method rejects with `AdminRefusal` if the platform doesn't do what was asked.
 * @see docs/reconcile.md
 */
export interface PlatformAdmin {
  /** Lists orders by their time of change, a page at a time. @param after a page's `next` */
  list(span: Span, after?: string): Promise<ListedPage>;
  /** Lists the orders in the trash likewise, where `list` leaves them out (WooCommerce). */
  listTrash?(span: Span, after?: string): Promise<ListedPage>;
  /**
   * When these orders were paid, for platforms whose lists don't say it: the time of the last successful payment. Orders
   * that are gone or unpaid are left out.
   */
  paidTimes(orderIds: readonly string[]): Promise<Map<string, string>>;
  /**
   * The webhook that would report the order as it is now; `undefined` if the order is gone.
   * @param changedAt when it changed, as it was listed: an older answer is refused as `outdated`
   */
  fetch(orderId: string, changedAt?: string): Promise<RawWebhook | undefined>;
  /** Whether the credential works, and what it may do. */
  access(): Promise<Access>;
  /** All webhook subscriptions that this credential may see. */
  subscriptions(): Promise<Subscription[]>;
  /** Creates a subscription. @param secret what the platform signs with, where the caller chooses it (WooCommerce) */
  subscribe(topic: string, url: string, secret: string | undefined): Promise<void>;
  /** The topics that thankflow needs. */
  readonly topics: readonly string[];
  /** Whether a cancelled order may be paid again (WooCommerce). */
  readonly undoesReversals: boolean;
}
