import { randomBytes, randomInt } from 'node:crypto';
import type { PlatformName } from '../shops/platform-name.ts';
import type { Topic, TopicName } from './sent-order.ts';
import { shopifyTestTopics } from './shopify.ts';
import { standardTopics } from './standard.ts';
import { wooCommerceTopics } from './woocommerce.ts';

/** What a platform sends. Its signatures are in signed-webhook.ts. */
export interface Sender {
  topics: Partial<Record<TopicName, Topic>>;
  /** The format of an order's id. */
  orderId: RegExp;
  /** A unique order id, and the number that people use. */
  newOrder(): { id: string; number: string };
}

/** Random digits for a unique id. The first is not zero. */
const digits = (length: number): string => String(randomInt(10 ** (length - 1), 10 ** length));

/** All platforms. The bodies are written manually and contain no real shop's data. */
export const senders: Record<PlatformName, Sender> = {
  shopify: {
    topics: shopifyTestTopics,
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
