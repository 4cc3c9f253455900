import type { StripeSales } from '../shops/stripe-sales.ts';

/** An order as a person describes it. Each platform has its own format for it. */
export interface SentOrder {
  /** The platform's immutable id. Digits only, for Shopify and WooCommerce. */
  id: string;
  /** The number that people use: `#1001`. */
  number: string;
  /** A decimal text in `currency`: the total paid or, for a refund, the amount refunded. */
  amount: string;
  currency: string;
  /** The part of the amount for shipping. Default: none. */
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
  /** The sales channel, by the platform's name. */
  channel?: string;
  /** A test order: it's processed, but nothing is spent. */
  test?: boolean;
  /** The platform's own ID of the shop: `platformShopId` in its settings. */
  site?: string;
  /** Stripe: what the shop's settings say is a sale. */
  stripeSales?: StripeSales;
  /** When it was paid. Everything else happens later. */
  paidAt: Date;
}

/** What can happen to an order or a customer, with one name for all platforms. */
export const topicNames = ['paid', 'unpaid', 'cancelled', 'refunded', 'deleted', 'erase', 'export', 'ping'] as const;
export type TopicName = (typeof topicNames)[number];

/** One kind of webhook of a platform. */
export interface Topic {
  /** The platform's own name for it: `orders/paid`. */
  name: string;
  /** @param now when it happens */
  body(order: SentOrder, now: Date): string;
}

/** An ordinary order, paid just now. `order` overrides its fields. */
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
