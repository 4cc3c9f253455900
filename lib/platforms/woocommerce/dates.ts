import * as z from 'zod';
import { isNothing } from './nothing.ts';

/** WooCommerce writes `2017-03-22T19:28:08` and means UTC; plugins may add `Z` or an offset. */
const gmtInstant = z.iso
  .datetime({ local: true, offset: true, error: 'expected a time such as 2026-01-31T12:00:00' })
  .transform((text) => new Date(/(Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text}Z`).toISOString());

/** When an order was paid; `null` if it wasn't. An order that doesn't say it cannot be read. */
export const PaidAt = z.preprocess((value) => (isNothing(value) ? null : value), gmtInstant.nullable());

/**
 * When WooCommerce last changed an order. It writes whole seconds, and the change is taken for the *end* of its second:
 * `order.deleted` signs no time, so its time is ours, in milliseconds. An order that is deleted and restored within one
 * second would otherwise seem to be restored before it was deleted. Two changes in one second are equally new.
 */
export const ChangedAt = gmtInstant
  .transform((instant) => instant.replace(/\.\d{3}Z$/, '.999Z'))
  .optional()
  .catch(undefined);
