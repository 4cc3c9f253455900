import * as z from 'zod';
import { isNothing } from './nothing.ts';

/** WooCommerce writes `2017-03-22T19:28:08` and means UTC; plugins may add `Z` or an offset, or write it as MySQL does. */
const gmtInstant = z
  .string('expected a time such as 2026-01-31T12:00:00')
  .transform((text) => text.replace(/^(\d{4}-\d{2}-\d{2}) /, '$1T'))
  .pipe(z.iso.datetime({ local: true, offset: true, error: 'expected a time such as 2026-01-31T12:00:00' }))
  .transform((text) => new Date(/(Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text}Z`).toISOString());

/** How MySQL writes that there is no time, and what PHP makes of that as a date. */
const isZeroDate = (value: unknown): boolean =>
  typeof value === 'string' && /^(0000-00-00|-0001-11-30)([T ]|$)/.test(value);

/** When an order was paid; `null` if it wasn't. An order that doesn't say it cannot be read. */
export const PaidAt = z.preprocess(
  (value) => (isNothing(value) || isZeroDate(value) ? null : value),
  gmtInstant.nullable(),
);

/**
 * When WooCommerce last changed an order. It writes whole seconds, and the change is taken for the *end* of its second:
 * `order.deleted` signs no time, so its time is ours, in milliseconds. An order that is deleted and restored within one
 * second would otherwise seem to be restored before it was deleted. Two changes in one second are equally new.
 */
export const ChangedAt = gmtInstant
  .transform((instant) => instant.replace(/\.\d{3}Z$/, '.999Z'))
  .optional()
  .catch(undefined);

/** The beginning of the second that a change was made in: what WooCommerce wrote. */
export const writtenTime = (changedAt: string): string => changedAt.replace(/\.\d{3}Z$/, '.000Z');
