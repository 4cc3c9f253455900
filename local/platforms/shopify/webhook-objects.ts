import type { Subscription } from '../outbox-state.ts';
import type { SandboxShop } from '../sandbox-shop.ts';
import { connectionOf, type PageArguments, type SortOrder } from './connection.ts';
import { accessDenied } from './errors.ts';
import { dateTime, gidOf } from './values.ts';
import { webhookVersion } from './webhooks.ts';

interface SubscriptionsArguments extends PageArguments {
  format?: string | null;
  uri?: string | null;
  callbackUrl?: string | null;
  topics?: string[] | null;
}

interface CreateArguments {
  topic: string;
  webhookSubscription: {
    uri?: string | null;
    callbackUrl?: string | null;
    format?: string | null;
    name?: string | null;
  };
}

/** `orders/paid` → `ORDERS_PAID`. */
const enumOf = (topic: string): string => topic.toUpperCase().replace('/', '_');
/** `ORDERS_PAID` → `orders/paid`. */
const topicOf = (name: string): string => name.toLowerCase().replace('_', '/');

const byId: SortOrder<{ legacyResourceId: string }> = {
  name: 'CREATED_AT',
  value: () => 0,
  id: ({ legacyResourceId }) => BigInt(legacyResourceId),
};

export const subscriptionObject = (one: Subscription) => ({
  __typename: 'WebhookSubscription',
  id: gidOf('WebhookSubscription', one.id),
  legacyResourceId: one.id,
  topic: enumOf(one.topic),
  uri: one.url,
  callbackUrl: one.url,
  format: 'JSON',
  apiVersion: { displayName: webhookVersion, handle: webhookVersion, supported: true },
  createdAt: dateTime(one.createdAtMs),
  updatedAt: dateTime(one.updatedAtMs),
  filter: null,
  includeFields: [],
  metafieldNamespaces: [],
  name: null,
});

/** The app's own subscriptions. Those of other apps, and of the shop's admin page, are invisible. */
export const subscriptionsConnection = (shop: SandboxShop, args: SubscriptionsArguments) =>
  connectionOf(
    shop.outbox.subscriptions
      .map(subscriptionObject)
      .filter(
        ({ topic, uri, format }) =>
          (args.topics?.includes(topic) ?? true) &&
          (args.uri ?? args.callbackUrl ?? uri) === uri &&
          (args.format ?? format) === format,
      ),
    args,
    byId,
  );

const refused = (message: string) => ({
  userErrors: [{ field: ['webhookSubscription', 'callbackUrl'], message }],
  webhookSubscription: null,
});

/** @see https://shopify.dev/docs/api/admin-graphql/2026-10/mutations/webhookSubscriptionCreate */
export function createSubscription(
  shop: SandboxShop,
  scopes: ReadonlySet<string>,
  { topic, webhookSubscription: input }: CreateArguments,
) {
  if (/^(ORDERS|REFUNDS)_/.test(topic) && !scopes.has('read_orders'))
    throw accessDenied('webhookSubscriptionCreate', 'read_orders');
  const uri = input.uri ?? input.callbackUrl ?? '';
  if (!isAllowed(uri)) return refused('Address is not allowed');
  const taken = shop.outbox.subscriptions.some((one) => one.topic === topicOf(topic) && one.url === uri);
  if (taken) return refused('Address for this topic has already been taken');
  if (input.format === 'XML') return refused('The sandbox sends JSON only');
  return { userErrors: [], webhookSubscription: subscriptionObject(shop.outbox.subscribe(topicOf(topic), uri)) };
}

export function deleteSubscription(shop: SandboxShop, id: string) {
  const number = /^gid:\/\/shopify\/WebhookSubscription\/(\d+)$/.exec(id)?.[1] ?? '';
  if (shop.outbox.unsubscribe(number)) return { deletedWebhookSubscriptionId: id, userErrors: [] };
  const message = 'Webhook subscription does not exist';
  return { deletedWebhookSubscriptionId: null, userErrors: [{ field: ['id'], message }] };
}

/** Shopify sends to HTTPS only. The local stack listens on this machine only, so there HTTP is allowed. */
const isAllowed = (uri: string): boolean => {
  if (!URL.canParse(uri)) return false;
  const { protocol, hostname } = new URL(uri);
  return protocol === 'https:' || (protocol === 'http:' && hostname === '127.0.0.1');
};
