import { randomUUID } from 'node:crypto';
import { minuteMs } from '../lib/durations.ts';
import { senders } from '../lib/senders/senders.ts';
import type { SentOrder, TopicName } from '../lib/senders/sent-order.ts';
import { postWebhook, signedWebhook } from '../lib/senders/signed-webhook.ts';
import type { SoakOrder } from './plan.ts';
import { liveShop, type SoakWorld } from './world.ts';

/** A webhook of an order, as its platform sends it. Its copies have the same ID. */
export interface Webhook {
  order: SoakOrder;
  topic: TopicName;
  body: string;
  /** The platform's name of the topic. */
  name: string;
  id: string;
}

/** @param startMs when the soak began. Orders were paid a minute before, and reversed half a minute before */
export function plannedWebhook(order: SoakOrder, topic: 'paid' | 'cancelled' | 'refunded', startMs: number): Webhook {
  const { shop, orderId, number, amount, shipping, currency, story } = order;
  const found = senders[shop.platform].topics[topic];
  if (found === undefined) throw new Error(`${shop.platform} has no webhook for an order that is ${topic}`);
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

const forgedSecret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;

/** Sends a webhook once. Returns the status, or `undefined` if there was no answer. */
export async function postOnce(world: SoakWorld, { order, body, name, id }: Webhook): Promise<number | undefined> {
  const { webhookUrl, webhookSecret } = liveShop(world, order.shop.id);
  const shop = { id: order.shop.id, platform: order.shop.platform, webhookUrl, webhookSecret };
  const secret = order.story === 'forged' ? forgedSecret : webhookSecret;
  try {
    const response = await postWebhook(shop, signedWebhook(shop, body, { topic: name, id, secret }));
    await response.arrayBuffer();
    return response.status;
  } catch (error) {
    // What fetch throws if a connection fails or breaks, or takes too long.
    if (error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError'))
      return undefined;
    throw error;
  }
}
