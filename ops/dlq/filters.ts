import { InvalidArgumentError, type Command } from 'commander';
import * as z from 'zod';
import { keyText, type OrderKey } from '../../lib/order/order-key.ts';
import { orderKey } from '../orders/order-key.ts';
import { deadLetterReasons, refuseUnknownReasons } from '../orders/known-reasons.ts';
import type { Dead } from './dead.ts';

/** Which dead letters are meant. Everything that is given must hold. */
export const Filters = z.object({
  /** Message ids, or their beginnings. */
  ids: z.array(z.string()).optional(),
  queue: z.string().optional(),
  shop: z.string().optional(),
  reason: z.array(z.string()).optional(),
  olderThan: z.number().optional(),
  newerThan: z.number().optional(),
  key: z.array(z.custom<OrderKey>()).optional(),
  text: z.string().optional(),
});
export type Filters = z.infer<typeof Filters>;

/** Gives a command the filters. */
export const withFilters = (command: Command): Command =>
  command
    .option('--queue <name>', 'one queue only: orders-dlq, loyalty-main-dlq')
    .option('--shop <id>', 'of this shop only')
    .option('--reason <code>', 'with this reason only; may be repeated', reasonCode)
    .option('--older-than <age>', 'in the queue for longer than this: 30m, 12h, 3d', ageMs)
    .option('--newer-than <age>', 'in the queue for less than this', ageMs)
    .option('--key <shop/pid>', 'of this order only; may be repeated', (text, before?: OrderKey[]) => [
      ...(before ?? []),
      orderKey(text),
    ])
    .option('--text <words>', 'that hold these words, upper or lower case');

/** Whether a dead letter is meant. @param nowMs the instant that ages are counted from */
export function matcher(filters: Filters, nowMs: number): (dead: Dead) => boolean {
  const { ids, queue, shop, reason, olderThan, newerThan, key, text } = filters;
  const keys = key && new Set(key.map(keyText));
  const words = text?.toLowerCase();
  const tests: ((dead: Dead) => boolean)[] = [];
  if (ids && ids.length > 0) tests.push(({ id }) => ids.some((start) => id.startsWith(start)));
  if (queue !== undefined) tests.push((dead) => dead.queue.name === queue || dead.queue.source.name === queue);
  if (shop !== undefined) tests.push((dead) => dead.shop === shop || dead.orders.some((order) => order.shop === shop));
  if (reason) tests.push(({ message }) => reason.includes(message.reason));
  if (olderThan !== undefined) tests.push(({ sentAt }) => nowMs - sentAt > olderThan);
  if (newerThan !== undefined) tests.push(({ sentAt }) => nowMs - sentAt < newerThan);
  if (keys) tests.push(({ orders }) => orders.some((order) => keys.has(keyText(order))));
  if (words !== undefined) tests.push(({ body }) => body.toLowerCase().includes(words));
  return (dead) => tests.every((test) => test(dead));
}

/** Throws `usage` where nothing matched because there is no such reason. */
export function refuseUnmatched(
  { reason = [] }: Filters,
  searched: { matched: number; reasons: ReadonlySet<string> },
): void {
  if (searched.matched === 0) refuseUnknownReasons(reason, deadLetterReasons, searched.reasons);
}

/** Whether anything narrows the choice down. */
export const isNarrowed = (filters: Filters): boolean =>
  Object.values(filters).some((value) => (Array.isArray(value) ? value.length > 0 : value !== undefined));

/** The filters in words for the audit trail; not the text searched for, which may be somebody's name. */
export function filterWords({
  ids = [],
  queue,
  shop,
  reason = [],
  olderThan,
  newerThan,
  key = [],
  text,
}: Filters): string[] {
  return [
    ...ids.map((id) => `message ${id}`),
    ...(queue === undefined ? [] : [`queue ${queue}`]),
    ...(shop === undefined ? [] : [`shop ${shop}`]),
    ...reason.map((code) => `reason ${code}`),
    ...(olderThan === undefined ? [] : [`older than ${olderThan / 60_000} min`]),
    ...(newerThan === undefined ? [] : [`newer than ${newerThan / 60_000} min`]),
    ...key.map(keyText),
    ...(text === undefined ? [] : ['holding certain words']),
  ];
}

function reasonCode(text: string, before?: string[]): string[] {
  if (/^[\w-]+$/.test(text)) return [...(before ?? []), text];
  throw new InvalidArgumentError(
    'that is no code such as gave-up: --reason chooses messages here. Say why with --why.',
  );
}

const units: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads `30m`, `12h`, `3d`. */
function ageMs(text: string): number {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const ms = units[unit];
  if (count === undefined || ms === undefined) {
    throw new InvalidArgumentError('expected an age such as 30m, 12h or 3d');
  }
  return Number(count) * ms;
}
