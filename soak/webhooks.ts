import { randomUUID } from 'node:crypto';
import { minuteMs } from '../lib/durations.ts';
import { senders } from '../lib/senders/senders.ts';
import type { SentOrder, TopicName } from '../lib/senders/sent-order.ts';
import { postWebhook, signedHeaders } from '../lib/senders/signed-webhook.ts';
import type { SoakOrder } from './plan.ts';
import { liveShop, type SoakWorld } from './world.ts';

/** A webhook of a planned order, as its platform makes it. Copies of it are the same delivery. */
export interface Webhook {
  order: SoakOrder;
  topic: TopicName;
  body: string;
  /** The platform's own name of the topic. */
  name: string;
  id: string;
}

/** @param startMs when the soak began: orders were paid a minute before, and reversed after that */
export function plannedWebhook(order: SoakOrder, topic: 'paid' | 'cancelled' | 'refunded', startMs: number): Webhook {
  const { shop, orderId, number, amount, shipping, currency, story } = order;
  const found = senders[shop.platform].topics[topic];
  if (found === undefined) throw new Error(`${shop.platform} does not tell that an order is ${topic}`);
  const paidAt = new Date(startMs - minuteMs);
  const sent: SentOrder = {
    id: orderId,
    number,
    amount,
    shipping,
    currency,
    firstName: 'Ada',
    lastName: 'Lovelace',
    email: `customer-${orderId}@example.com`,
    locale: 'en',
    title: 'Oak desk',
    test: story === 'test',
    paidAt,
  };
  const happenedAt = topic === 'paid' ? paidAt : new Date(startMs - minuteMs / 2);
  return { order, topic, body: found.body(sent, happenedAt), name: found.name, id: randomUUID() };
}

/** No shop's. */
const forgedSecret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;

/** Sends a webhook once. Gives the status, or `undefined` where nobody answered. */
export async function postOnce(world: SoakWorld, { order, body, name, id }: Webhook): Promise<number | undefined> {
  const { webhookUrl, webhookSecret } = liveShop(world, order.shop.id);
  const shop = { id: order.shop.id, platform: order.shop.platform, webhookUrl, webhookSecret };
  const secret = order.story === 'forged' ? forgedSecret : webhookSecret;
  try {
    const response = await postWebhook(shop, body, signedHeaders(shop, body, { topic: name, id, secret }));
    await response.arrayBuffer();
    return response.status;
  } catch (error) {
    // What fetch throws where a connection fails or breaks, and where its time is up.
    if (error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError'))
      return undefined;
    throw error;
  }
}
