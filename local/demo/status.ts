import * as z from 'zod';
import type { LocalShop } from '../../lib/local-stack/endpoints.ts';

/** What the demo reads of `GET /orders/{shop}?id={orderId}`. */
const Status = z.object({
  state: z.string(),
  reason: z.string().optional(),
  thanku: z.object({
    impact: z.number().optional(),
    cause: z.string().optional(),
    customerLink: z.string().optional(),
  }),
  receipt: z.object({ state: z.string(), reason: z.string().optional() }),
});
export type Status = z.infer<typeof Status>;

/** Where an order stands; `undefined` for one that thankflow keeps no row of. */
export async function orderStatus(shop: LocalShop, orderId: string): Promise<Status | undefined> {
  const url = `${shop.webhookUrl.replace('/webhooks/', '/orders/')}?id=${encodeURIComponent(orderId)}`;
  const answer = await fetch(url, { headers: { authorization: `Bearer ${shop.statusKey}` } });
  if (answer.status === 404) return undefined;
  if (!answer.ok) throw new Error(`GET ${url} answered ${answer.status}`);
  return Status.parse(await answer.json());
}

/** Nothing more will happen to it by itself. */
export const isThrough = (status: Status | undefined): boolean =>
  status !== undefined &&
  ['posted', 'simulated', 'skipped', 'failed'].includes(status.state) &&
  !['waiting', 'sending'].includes(status.receipt.state);
