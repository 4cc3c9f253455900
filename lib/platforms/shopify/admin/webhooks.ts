import * as z from 'zod';
import type { Subscription } from '../../admin/platform-admin.ts';
import { AdminRefusal } from '../../admin/refusal.ts';
import type { Query } from './graphql.ts';

/** What thankflow needs. An app subscribes to the privacy topics in its own configuration, not here. */
export const shopifyTopicsNeeded = ['orders/paid', 'orders/cancelled', 'refunds/create'] as const;

/** `orders/paid` ⇄ `ORDERS_PAID`. The first word may contain no slash. */
const enumOf = (topic: string): string => topic.toUpperCase().replace('/', '_');
const topicOf = (value: string): string => value.toLowerCase().replace('_', '/');

const Subscriptions = z.object({
  webhookSubscriptions: z.object({
    nodes: z.array(z.object({ id: z.string(), topic: z.string(), uri: z.string() })),
  }),
});

/** @see https://shopify.dev/docs/api/admin-graphql/latest/queries/webhookSubscriptions */
export async function shopifySubscriptions(ask: Query): Promise<Subscription[]> {
  const query = `query { webhookSubscriptions(first: 100) { nodes { id topic uri } } }`;
  const { webhookSubscriptions } = await ask(Subscriptions, query);
  return webhookSubscriptions.nodes.map(({ id, topic, uri }) => ({
    id,
    topic: topicOf(topic),
    url: uri,
    state: 'active',
  }));
}

const Created = z.object({
  webhookSubscriptionCreate: z.object({ userErrors: z.array(z.object({ message: z.string() })) }),
});

/** @see https://shopify.dev/docs/api/admin-graphql/latest/mutations/webhookSubscriptionCreate */
export async function subscribeShopify(ask: Query, topic: string, url: string): Promise<void> {
  const mutation = `mutation ($topic: WebhookSubscriptionTopic!, $webhookSubscription: WebhookSubscriptionInput!) {
    webhookSubscriptionCreate(topic: $topic, webhookSubscription: $webhookSubscription) { userErrors { message } }
  }`;
  const variables = { topic: enumOf(topic), webhookSubscription: { uri: url, format: 'JSON' } };
  const { userErrors } = (await ask(Created, mutation, variables)).webhookSubscriptionCreate;
  const [first] = userErrors;
  if (first !== undefined)
    throw new AdminRefusal('unreadable', `Shopify doesn't create the webhook ${topic}: ${first.message.slice(0, 200)}`);
}
