import type { Command } from 'commander';
import * as z from 'zod';
import { keyText, type OrderKey } from '../../lib/order/order-key.ts';
import { orderKey } from '../orders/order-key.ts';
import { durationMs } from '../cli/option-values.ts';
import { deadLetterReason } from '../orders/known-reasons.ts';
import type { Dead } from './dead.ts';

/** Which dead letters to select. All given filters must match. */
export const Filters = z.object({
  /** Message IDs, or their beginnings. */
  ids: z.array(z.string()).optional(),
  queue: z.string().optional(),
  shop: z.string().optional(),
  reason: z.array(z.string()).optional(),
  olderThan: z.number().optional(),
  key: z.array(z.custom<OrderKey>()).optional(),
});
export type Filters = z.infer<typeof Filters>;

export const withFilters = (command: Command): Command =>
  command
    .option('--queue <name>', 'one queue only: orders-dlq, notices-dlq, loyalty-main-dlq')
    .option('--shop <id>', 'of this shop only')
    .option('--reason <code>', 'with this reason only; may be repeated', (text, before?: string[]) => [
      ...(before ?? []),
      deadLetterReason(text),
    ])
    .option('--older-than <age>', 'in the queue for longer than this: 30m, 12h, 3d', durationMs)
    .option('--key <shop/pid>', 'of this order only; may be repeated', (text, before?: OrderKey[]) => [
      ...(before ?? []),
      orderKey(text),
    ]);

/** Whether a dead letter matches. @param nowMs the time for computing ages */
export function matcher(filters: Filters, nowMs: number): (dead: Dead) => boolean {
  const { ids, queue, shop, reason, olderThan, key } = filters;
  const keys = key && new Set(key.map(keyText));
  const tests: ((dead: Dead) => boolean)[] = [];
  if (ids && ids.length > 0) tests.push(({ id }) => ids.some((start) => id.startsWith(start)));
  if (queue !== undefined) tests.push((dead) => dead.queue.name === queue || dead.queue.source.name === queue);
  if (shop !== undefined) tests.push((dead) => dead.shop === shop || dead.orders.some((order) => order.shop === shop));
  if (reason) tests.push(({ message }) => reason.includes(message.reason));
  if (olderThan !== undefined) tests.push(({ sentAt }) => nowMs - sentAt > olderThan);
  if (keys) tests.push(({ orders }) => orders.some((order) => keys.has(keyText(order))));
  return (dead) => tests.every((test) => test(dead));
}

export const isNarrowed = (filters: Filters): boolean =>
  Object.values(filters).some((value) => (Array.isArray(value) ? value.length > 0 : value !== undefined));

export const describeFilters = ({ ids = [], queue, shop, reason = [], olderThan, key = [] }: Filters): string[] => [
  ...ids.map((id) => `message ${id}`),
  ...(queue === undefined ? [] : [`queue ${queue}`]),
  ...(shop === undefined ? [] : [`shop ${shop}`]),
  ...reason.map((code) => `reason ${code}`),
  ...(olderThan === undefined ? [] : [`older than ${olderThan / 60_000} min`]),
  ...key.map(keyText),
];
