import * as z from 'zod';
import { numericId } from '../../fields.ts';
import type { Subscription } from '../../admin/platform-admin.ts';
import { AdminRefusal } from '../../admin/refusal.ts';
import { parseAnswer, type Rest } from './rest.ts';

/** WooCommerce has no topic for payments: `order.updated` reports them, and cancellations and refunds too. */
export const wooCommerceTopicsNeeded = ['order.created', 'order.updated', 'order.deleted', 'order.restored'] as const;

const Webhook = z.object({
  id: numericId,
  /** `disabled`: WooCommerce gave up after five failed deliveries in a row. */
  status: z.enum(['active', 'paused', 'disabled']),
  topic: z.string(),
  delivery_url: z.string(),
});

const maxPages = 20;

/** @see https://woocommerce.github.io/woocommerce-rest-api-docs/#list-all-webhooks */
export async function wooCommerceSubscriptions(rest: Rest): Promise<Subscription[]> {
  const found: Subscription[] = [];
  for (let page = 1; page <= maxPages; page++) {
    const webhooks = parseAnswer(
      z.array(Webhook),
      await rest({ method: 'GET', path: `/webhooks?per_page=100&page=${page}` }),
    );
    for (const { id, status, topic, delivery_url } of webhooks)
      found.push({ id, topic, url: delivery_url, state: status === 'active' ? 'active' : 'paused' });
    if (webhooks.length < 100) break;
  }
  return found;
}

/** @see https://woocommerce.github.io/woocommerce-rest-api-docs/#create-a-webhook */
export async function subscribeWooCommerce(
  rest: Rest,
  topic: string,
  url: string,
  secret: string | undefined,
): Promise<void> {
  if (secret === undefined)
    throw new AdminRefusal('unreadable', 'WooCommerce needs the secret that it is to sign with');
  const body = JSON.stringify({ name: `thankflow ${topic}`, topic, delivery_url: url, secret, status: 'active' });
  parseAnswer(Webhook, await rest({ method: 'POST', path: '/webhooks', body }));
}
