import * as z from 'zod';
import type { LocalShop } from '../endpoints.ts';

/** What the demo reads of `GET /orders/{shop}?id={orderId}`. */
const DemoStatus = z.object({
  state: z.string(),
  reason: z.string().optional(),
  thanku: z.object({
    impact: z.number().optional(),
    cause: z.string().optional(),
    customerLink: z.string().optional(),
  }),
  receipt: z.object({ state: z.string(), reason: z.string().optional() }),
});
export type DemoStatus = z.infer<typeof DemoStatus>;

/** An order's status; `undefined` if thankflow has no such order. */
export async function fetchStatus(shop: LocalShop, orderId: string): Promise<DemoStatus | undefined> {
  const url = `${shop.webhookUrl.replace('/webhooks/', '/orders/')}?id=${encodeURIComponent(orderId)}`;
  const answer = await fetch(url, { headers: { authorization: `Bearer ${shop.statusKey}` } });
  if (answer.status === 404) return undefined;
  if (!answer.ok) throw new Error(`GET ${url} answered ${answer.status}`);
  return DemoStatus.parse(await answer.json());
}

/** Whether nothing more will happen to the order by itself. */
export const isFinished = (status: DemoStatus | undefined): boolean =>
  status !== undefined &&
  ['posted', 'simulated', 'skipped', 'failed'].includes(status.state) &&
  !['waiting', 'sending'].includes(status.receipt.state);
