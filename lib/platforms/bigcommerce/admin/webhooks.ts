import * as z from 'zod';
import type { Subscription } from '../../admin/platform-admin.ts';
import { AdminRefusal } from '../../admin/refusal.ts';
import { parseAnswer, type Rest } from './rest.ts';

/**
 * A new order may be paid at once, without a change of its status, and a payment that was only reserved may be captured later. So changes of the status
 * alone aren't enough.
 */
export const bigCommerceScopesNeeded = [
  'store/order/created',
  'store/order/statusUpdated',
  'store/order/refund/created',
  'store/order/transaction/created',
  'store/order/transaction/updated',
] as const;

const Hook = z.object({ id: z.number(), scope: z.string(), destination: z.string(), is_active: z.boolean() });
const Page = z.object({
  data: z.array(Hook),
  meta: z
    .object({ pagination: z.object({ total_pages: z.number() }).nullish() })
    .nullish()
    .catch(undefined),
});

const pageSize = 250;
const maxPages = 20;

/**
 * The webhooks of this API account: those of others are signed with other secrets. BigCommerce switches one off after 48 hours of failed deliveries,
 * or 90 days without an event.
 * @see https://developer.bigcommerce.com/docs/webhooks/webhooks/manage-webhooks-bulk#get-webhooks
 */
export async function bigCommerceHooks(rest: Rest): Promise<Subscription[]> {
  const found: Subscription[] = [];
  for (let page = 1, pages = 1; page <= pages; page++) {
    if (page > maxPages) throw new AdminRefusal('paging', "BigCommerce's list of webhooks doesn't end");
    const answer = await rest({ method: 'GET', path: `/v3/hooks?limit=${pageSize}&page=${page}` });
    if (answer?.status === 204) break;
    const { data, meta } = parseAnswer(Page, answer);
    pages = meta?.pagination?.total_pages ?? 1;
    found.push(
      ...data.map(({ id, scope, destination, is_active: isActive }) => ({
        id: String(id),
        topic: scope,
        url: destination,
        state: isActive ? ('active' as const) : ('paused' as const),
      })),
    );
  }
  return found;
}

/**
 * Creates a webhook, or switches it on again if it exists: BigCommerce has at most one for each account, scope and destination.
 * @see https://developer.bigcommerce.com/docs/webhooks/webhooks/manage-webhooks-bulk#create-a-webhook
 */
export async function subscribeToBigCommerce(rest: Rest, scope: string, destination: string): Promise<void> {
  const known = (await bigCommerceHooks(rest)).find(({ topic, url }) => topic === scope && url === destination);
  const body = { scope, destination, is_active: true };
  parseAnswer(
    z.object({ data: Hook }),
    known === undefined
      ? await rest({ method: 'POST', path: '/v3/hooks', body })
      : await rest({ method: 'PUT', path: `/v3/hooks/${known.id}`, body }),
  );
}
