import { saleorSubscription, saleorTopics } from '../../../lib/platforms/saleor/query.ts';
import { saleorSender } from '../../../lib/senders/saleor.ts';
import type { PlatformFormat, ShopEvent, ShopMessage } from '../platform-format.ts';
import { paymentStateOf } from '../amounts.ts';
import type { ShopOrder } from '../shop-order.ts';
import { graphql } from '../shopify/graphql-module.ts';
import { dateTime, globalId, orderObject } from './order-object.ts';
import { saleorVersion } from './sandbox.ts';
import { schemaOf, validDocument } from './schemas.ts';

export const localTopics = [...saleorTopics];

/** Saleor's names of what happens, in the order in which it sends them. */
function topicsOf(order: ShopOrder, event: ShopEvent): readonly string[] {
  switch (event) {
    case 'created':
      return ['ORDER_CREATED'];
    case 'paid':
      return ['ORDER_PAID', 'ORDER_FULLY_PAID'];
    case 'refunded':
      return paymentStateOf(order) === 'refunded' ? ['ORDER_REFUNDED', 'ORDER_FULLY_REFUNDED'] : ['ORDER_REFUNDED'];
    case 'cancelled':
      return ['ORDER_CANCELLED'];
    case 'updated':
      return ['ORDER_UPDATED'];
    case 'deleted':
      return [];
  }
}

/** `ORDER_FULLY_PAID` → `OrderFullyPaid`. */
const typeOf = (topic: string): string =>
  topic.toLowerCase().replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());

/** What thankflow's query makes of an event, as Saleor does: the content of `event` alone. */
function bodyOf(order: ShopOrder, topic: string): string {
  const document = validDocument(saleorVersion, saleorSubscription(saleorVersion));
  if (!('kind' in document)) throw new Error('the subscription query is invalid', { cause: document[0] });
  const event = {
    __typename: typeOf(topic),
    issuedAt: dateTime(order.updatedAtMs),
    version: saleorVersion,
    order: orderObject(order),
  };
  const { data, errors } = graphql().executeSync({ schema: schemaOf(saleorVersion), document, rootValue: { event } });
  if (errors !== undefined) throw new Error('the subscription query fails', { cause: errors[0] });
  return JSON.stringify(data?.['event']);
}

const secondMs = 1000;

/** A UUID that belongs to a number. */
const uuidOf = (count: number): string => `65b3f0a1-c2d3-4e4f-8a5b-${count.toString(16).padStart(12, '0')}`;

/**
 * Saleor's webhooks, with thankflow's query. They are signed with the shop's signing key. Without one, they are sent unsigned, and refused.
 * @see https://docs.saleor.io/developer/extending/webhooks/asynchronous-events
 */
export const saleorFormat: PlatformFormat = {
  platform: 'saleor',
  naming: {
    domain: (shop) => `${shop}.saleor.cloud`,
    orderId: (count) => globalId('Order', uuidOf(count)),
    orderNumber: (_orderId, placed) => String(placed),
    gateway: 'card',
    sourceName: 'default-channel',
  },
  retryDelaysMs: [10, 20, 40, 80, 160].map((seconds) => seconds * secondMs),
  maxFailures: Number.POSITIVE_INFINITY,
  answerTimeoutMs: 18 * secondMs,
  isReceived: (status) => status >= 200 && status < 300,
  messages: (_shop, order, events) =>
    events
      .flatMap((event) => topicsOf(order, event))
      .map((topic): ShopMessage => ({ topic, body: bodyOf(order, topic) })),
  headers: ({ id, domain, platformShopId = domain }, { topic, body, secret }, delivery) => {
    if (!secret.includes('PRIVATE KEY')) return {};
    const shop = { id, webhookUrl: '', platformShopId };
    return saleorSender.sign({ shop, body, secret, id: delivery.id, nowMs: delivery.triggeredAtMs, topic }).headers;
  },
};
