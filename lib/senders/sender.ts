import type { Topic, TopicName } from './sent-order.ts';

/** The shop whose webhook is sent. `LocalShop` is one. */
export interface SendingShop {
  id: string;
  platform: string;
  webhookUrl: string;
  webhookSecret: string;
  /** What the platform signs as its URL, if that isn't the webhook URL: `webhookUrl` in the shop's settings. */
  signedUrl?: string | undefined;
  /** What the platform signs with, if that isn't the webhook secret. See `SentSecret`. */
  signingKey?: string | undefined;
  /** The platform's own ID of the shop, which its webhooks name. */
  platformShopId?: string | undefined;
}

export interface SigningOptions {
  /** Signs with this secret instead of the shop's. */
  secret?: string;
  /** The delivery's id. Equal ids mean the same delivery. */
  id?: string;
  /** The signed time, epoch ms. */
  nowMs?: number;
  /** The platform's own name for what happened: `orders/paid`, `order.updated`. */
  topic?: string;
}

/** What `sign` is given. The options have their defaults. */
export interface Signing extends Required<Omit<SigningOptions, 'topic'>> {
  shop: Pick<SendingShop, 'id' | 'webhookUrl' | 'signedUrl' | 'platformShopId'>;
  /** What the webhook says. */
  body: string | Buffer<ArrayBuffer>;
  topic: string | undefined;
}

export interface SignedWebhook {
  /** Without the content type. */
  headers: Record<string, string>;
  body: string | Buffer<ArrayBuffer>;
}

/** A platform, seen from the receiver of its webhooks. */
export interface Sender {
  topics: Partial<Record<TopicName, Topic>>;
  /** The format of an order's id. */
  orderId: RegExp;
  /** A unique order id, and the number that people use. */
  newOrder(): { id: string; number: string };
  /** A new webhook secret in the platform's format, at random, with what is signed with if that's another key. */
  newSecret(): string | { secret: string; signingKey: string };
  /** The platform has a key of its own to sign with. So only the local stack, which makes such keys, can send in its place. */
  keepsKey?: true;
  /** The document with the public key that the platform publishes, and its URL. `webhookSecret` is the public key, as `newSecret` made it. */
  publicKey?(shop: Pick<SendingShop, 'id' | 'webhookSecret' | 'platformShopId'>): { url: string; text: string };
  /** The webhook as the platform would send it: with its headers and its signature of exactly this body. */
  sign(signing: Signing): SignedWebhook;
}
