import { randomBytes } from 'node:crypto';
import { madeUpShopRedact, shopifySender } from '../../../lib/senders/shopify.ts';
import { signedWebhook, type SendingShop, type SignedWebhook } from '../../../lib/senders/signed-webhook.ts';
import type { SentOrder } from '../../../lib/senders/sent-order.ts';

export type How = 'wrong HMAC' | 'no HMAC' | 'changed body';

/** A webhook that must be refused. */
export interface Forged {
  topic: string;
  how: How;
  webhook: SignedWebhook;
}

/** Shopify's mandatory privacy topic that may be sent with its signature: nobody has to answer it, and it pauses nothing. */
export const signedTopic = 'customers/redact';

/** Shopify gives nobody the ID 0, so a privacy request can't be about a real customer or order. */
const nobodysId = '0';

const bodyOf = (topic: 'paid' | 'erase' | 'export', order: SentOrder, now: Date): string =>
  shopifySender.topics[topic]?.body(topic === 'paid' ? order : { ...order, id: nobodysId }, now) ?? '';

/**
 * Every way to forge each topic, the least harmful first: a stage that accepts one of them gets no more.
 * @param order a test order, so that it spends nothing even if it's accepted
 */
export function forgedWebhooks(shop: SendingShop, order: SentOrder, now: Date): Forged[] {
  const bodies = {
    'orders/paid': bodyOf('paid', order, now),
    [signedTopic]: bodyOf('erase', order, now),
    'customers/data_request': bodyOf('export', order, now),
    'shop/redact': madeUpShopRedact(),
  };
  return Object.entries(bodies).flatMap(([topic, body]) => {
    const { headers, body: sent } = signedWebhook(shop, body, { topic });
    const { 'x-shopify-hmac-sha256': _, ...unsigned } = headers;
    const other = signedWebhook(shop, body, { topic, secret: randomBytes(32).toString('hex') });
    return [
      { topic, how: 'wrong HMAC', webhook: other },
      { topic, how: 'no HMAC', webhook: { headers: unsigned, body: sent } },
      { topic, how: 'changed body', webhook: { headers, body: body.replace('{', '{"changed":true,') } },
    ] satisfies Forged[];
  });
}

/** The signed request to erase this customer. */
export const signedRedact = (shop: SendingShop, customer: SentOrder, now: Date): SignedWebhook =>
  signedWebhook(shop, bodyOf('erase', customer, now), { topic: signedTopic });
