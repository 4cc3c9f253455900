/** An order as a person describes it. Each platform says it in its own words. */
export interface SentOrder {
  /** The platform's immutable id; digits, for Shopify and WooCommerce. */
  id: string;
  /** What people call it: `#1001`. */
  number: string;
  /** A decimal text, in `currency`: all that was paid. Of a refund, what was paid back. */
  amount: string;
  currency: string;
  /** Of the amount. Default: none. */
  shipping?: string;
  firstName: string;
  lastName: string;
  email: string;
  /** `de`, `de-AT`. */
  locale?: string;
  title: string;
  /** Default: 1. */
  quantity?: number;
  tags?: readonly string[];
  /** Where it was sold, as the platform names it. */
  channel?: string;
  /** It is to be checked, and nothing is to be spent. */
  test?: boolean;
  /** When it was paid; whatever else happens to it, happens later. */
  paidAt: Date;
}

/** What can happen to an order or a customer, by one name for all platforms. */
export const topicNames = ['paid', 'unpaid', 'cancelled', 'refunded', 'deleted', 'erase', 'export', 'ping'] as const;
export type TopicName = (typeof topicNames)[number];

/** One kind of webhook of a platform. */
export interface Topic {
  /** The platform's own name for it: `orders/paid`. */
  name: string;
  /** @param now when it happens */
  body(order: SentOrder, now: Date): string;
}

/** An order with nothing odd about it, paid just now; `order` says what it differs in. */
export const plainOrder = (order: Partial<SentOrder> & Pick<SentOrder, 'id'>): SentOrder => ({
  number: order.id,
  amount: '29.35',
  currency: 'EUR',
  firstName: 'Ada',
  lastName: 'Lovelace',
  email: 'ada.lovelace@example.com',
  title: 'Oak desk',
  paidAt: new Date(),
  ...order,
});
