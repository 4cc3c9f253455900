import type { LocalShop } from '../../lib/local-stack/endpoints.ts';
import { styleText } from 'node:util';
import * as z from 'zod';
import { forTerminal } from '../../ops/cli/terminal.ts';
import { terminalColumns } from '../../ops/cli/terminal-columns.ts';
import { tableText } from '../../ops/cli/table.ts';
import type { Sample } from './sample.ts';

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
  basket: z
    .object({ state: z.string(), reason: z.string().optional(), refundedSubtotal: z.string().optional() })
    .optional(),
});
type DemoStatus = z.infer<typeof DemoStatus>;

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
  !['waiting', 'sending'].includes(status.receipt.state) &&
  !['waiting', 'refunding'].includes(status.basket?.state ?? '') &&
  // The basket's row is created after the order's.
  (status.receipt.reason !== 'basket' || status.basket !== undefined);

const units: Record<string, string> = {
  PlantTrees: 'trees',
  CleanOcean: '× 100 g plastic',
  ProtectWildlife: 'm² habitat',
};

/** The demo's result, order by order. */
export function resultTable(
  rows: readonly { sample: Sample; answered: number; status: DemoStatus | undefined }[],
  columns = terminalColumns(process.stdout) ?? Infinity,
): string {
  const head = ['order', 'platform', 'paid', 'impact', 'ThankU link', 'at Thanx'];
  const cells = rows.map(({ sample, answered, status }) => {
    const { impact, cause, customerLink } = status?.thanku ?? {};
    const thanked = status?.state === 'posted' || status?.state === 'simulated';
    return [
      sample.number,
      sample.platform,
      sample.paid,
      thanked && impact !== undefined ? `${impact} ${units[cause ?? ''] ?? ''}` : '–',
      answered === 401
        ? 'refused (401)'
        : (customerLink ?? withReason(status?.state ?? sample.noRow ?? '–', status?.reason)),
      atThanx(status),
    ].map(forTerminal);
  });
  return tableText(head, cells, (name) => styleText('bold', name, { stream: process.stdout }), columns);
}

function atThanx(status: DemoStatus | undefined): string {
  if (status === undefined) return '–';
  const { basket, receipt } = status;
  return basket === undefined
    ? withReason(receipt.state, receipt.reason)
    : `basket ${withReason(basket.state, basket.reason)}`;
}

const withReason = (state: string, reason: string | undefined) =>
  reason === undefined ? state : `${state}: ${reason}`;
