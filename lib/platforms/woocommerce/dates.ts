import * as z from 'zod';
import { isNothing } from './nothing.ts';

/** WooCommerce writes UTC as `2017-03-22T19:28:08`. Plugins may add `Z` or an offset, or write it like MySQL. */
const gmtInstant = z
  .string('expected a time such as 2026-01-31T12:00:00')
  .transform((text) => text.replace(/^(\d{4}-\d{2}-\d{2}) /, '$1T'))
  .pipe(z.iso.datetime({ local: true, offset: true, error: 'expected a time such as 2026-01-31T12:00:00' }))
  .transform((text) => new Date(/(Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text}Z`).toISOString());

/** MySQL's zero date, and what PHP converts it to. */
const isZeroDate = (value: unknown): boolean =>
  typeof value === 'string' && /^(0000-00-00|-0001-11-30)([T ]|$)/.test(value);

/** When an order was paid; `null` if it wasn't. An order without the field is unreadable. */
export const PaidAt = z.preprocess(
  (value) => (isNothing(value) || isZeroDate(value) ? null : value),
  gmtInstant.nullable(),
);

/**
 * When WooCommerce last changed an order. It writes whole seconds, and we use the *end* of the second: `order.deleted` has no time, so we use
 * our own, in milliseconds. Otherwise an order that is deleted and restored within a second would look restored before it was deleted. Two
 * changes in the same second are equally new.
 */
export const ChangedAt = gmtInstant
  .transform((instant) => instant.replace(/\.\d{3}Z$/, '.999Z'))
  .optional()
  .catch(undefined);

/** The time as WooCommerce wrote it: the start of the second. */
export const writtenTime = (changedAt: string): string => changedAt.replace(/\.\d{3}Z$/, '.000Z');
