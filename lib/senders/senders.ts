import { randomBytes, randomInt } from 'node:crypto';
import type { PlatformName } from '../shops/platform-name.ts';
import type { Topic, TopicName } from './sent-order.ts';
import { shopifyTopics } from './shopify.ts';
import { standardTopics } from './standard.ts';
import { wooCommerceTopics } from './woocommerce.ts';

/** A platform as thankflow sees it: what it sends. How it signs is in signed-webhook.ts. */
export interface Sender {
  topics: Partial<Record<TopicName, Topic>>;
  /** What an order's id must look like. */
  orderId: RegExp;
  /** The id of an order that nobody has sent before, and what people call it. */
  newOrder(): { id: string; number: string };
}

/** Digits that no other order of a shop has: the first is no zero. */
const digits = (length: number): string => String(randomInt(10 ** (length - 1), 10 ** length));

/** All platforms. Bodies are written by hand, and no shop's. */
export const senders: Record<PlatformName, Sender> = {
  shopify: {
    topics: shopifyTopics,
    orderId: /^[1-9]\d{0,18}$/,
    newOrder: () => {
      const id = digits(13);
      return { id, number: `#${id.slice(-6)}` };
    },
  },
  woocommerce: {
    topics: wooCommerceTopics,
    orderId: /^[1-9]\d{0,14}$/,
    newOrder: () => {
      const id = digits(10);
      return { id, number: id };
    },
  },
  standard: {
    topics: standardTopics,
    orderId: /^[^\p{C}]{1,256}$/u,
    newOrder: () => {
      const id = `sent-${randomBytes(5).toString('hex')}`;
      return { id, number: id };
    },
  },
};
