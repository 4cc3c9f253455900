import type { Subscription } from '../outbox-state.ts';
import type { SandboxShop } from '../sandbox-shop.ts';
import { graphql } from '../shopify/graphql-module.ts';
import { globalId } from './order-object.ts';
import { queryProblem } from './schemas.ts';

export interface CreateArguments {
  input: {
    name?: string | null;
    targetUrl?: string | null;
    asyncEvents?: string[] | null;
    isActive?: boolean | null;
    secretKey?: string | null;
    query?: string | null;
  };
}

const failed = (field: string, code: string, message: string) => ({
  errors: [{ field, code, message }],
  webhook: null,
});

/**
 * The sandbox's webhooks have one event each, and thankflow's query, whatever version it is for.
 * @see https://docs.saleor.io/api-reference/webhooks/objects/webhook
 */
export const webhookObject = (one: Subscription) => ({
  id: globalId('Webhook', one.id),
  name: one.name,
  isActive: one.status === 'active',
  targetUrl: one.url,
  secretKey: null,
  subscriptionQuery: 'subscription { event { __typename } }',
  customHeaders: null,
  asyncEvents: [{ eventType: one.topic, name: one.topic }],
  app: null,
});

/** @see https://docs.saleor.io/api-reference/webhooks/mutations/webhook-create */
export function createWebhook(shop: SandboxShop, version: string, { input }: CreateArguments) {
  const { name, targetUrl, asyncEvents, query, secretKey, isActive } = input;
  if (!targetUrl || !isAllowed(targetUrl)) return failed('targetUrl', 'INVALID', 'Enter a valid URL.');
  if (secretKey) return failed('secretKey', 'INVALID', 'The sandbox signs with its own key only.');
  const [topic, ...others] = asyncEvents ?? [];
  if (topic === undefined || others.length > 0 || isActive === false)
    return failed('asyncEvents', 'REQUIRED', 'The sandbox takes one event, and sends it.');
  if (!query) return failed('query', 'REQUIRED', 'The sandbox sends what a query asks for, and nothing else.');
  const problem = queryProblem(version, query, graphql().OperationTypeNode.SUBSCRIPTION);
  if (problem !== undefined) return failed('query', 'SYNTAX', problem);
  return { errors: [], webhook: webhookObject(shop.outbox.subscribe(topic, targetUrl, name ? { name } : {})) };
}

export function deleteWebhook(shop: SandboxShop, id: string) {
  const one = shop.outbox.subscriptions.find((known) => globalId('Webhook', known.id) === id);
  if (one === undefined) return failed('id', 'NOT_FOUND', `Couldn't resolve to a node: ${id}`);
  shop.outbox.unsubscribe(one.id);
  return { errors: [], webhook: webhookObject(one) };
}

/** The local stack listens on this machine only, so there HTTP is allowed. */
const isAllowed = (url: string): boolean =>
  URL.canParse(url) && (url.startsWith('https://') || new URL(url).hostname === '127.0.0.1');
