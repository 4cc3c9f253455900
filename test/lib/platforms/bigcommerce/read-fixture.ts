import { PaidEvent } from '../../../../lib/order/event.ts';
import { bigCommerce } from '../../../../lib/platforms/bigcommerce/adapter.ts';
import type { ReadContext, ReadSettings } from '../../../../lib/platforms/platform.ts';
import { readWebhook, type ReadResult } from '../../../../lib/platforms/read-webhook.ts';
import { fixture, webhook } from '../../../support/webhook.ts';

export const receivedAt = '2026-02-10T00:00:00.000Z';
export const orderId = '1042';

type Fields = Record<string, unknown>;
const parsed = (path: string) => JSON.parse(fixture(`bigcommerce/${path}.json`).toString()) as Fields;
const order = parsed('order');
const notification = parsed('status-updated');
const [refund] = (parsed('refunds') as { data: Fields[] }).data;

export const readBody = (body: unknown, context: Partial<ReadContext> = {}): ReadResult =>
  readWebhook(bigCommerce, webhook({}, typeof body === 'string' ? body : JSON.stringify(body)), {
    shop: 'acme',
    receivedAtMs: Date.parse(receivedAt),
    ...context,
  });

/** The fixture's refund of 20 of 59.90 SEK, with other fields. */
export const refundWith = (fields: Fields = {}): Fields => ({ ...refund, ...fields });

/** What the fixture's paid order over 59.90 SEK says with other fields, as it's fetched; `undefined` leaves one out. */
export const readWith = (
  fields: Fields = {},
  refunds: readonly unknown[] = [],
  context: Partial<ReadContext> = {},
): ReadResult => readBody({ order: { ...order, ...fields }, refunds: { data: refunds, meta: {} } }, context);

/** The same, of an order alone. */
export const readAlone = (fields: Fields = {}): ReadResult => readBody({ ...order, ...fields });

export const paidWith = (fields: Fields = {}, refunds: readonly unknown[] = [], context: Partial<ReadContext> = {}) =>
  PaidEvent.parse(readWith(fields, refunds, context)).order;

/** What the fixture's webhook says with other fields. */
export const notified = (fields: Fields = {}, settings?: ReadSettings): ReadResult =>
  readBody({ ...notification, ...fields }, settings && { settings });

export const statusChange = (before: number, after: number): Fields => ({
  data: { type: 'order', id: 1042, status: { previous_status_id: before, new_status_id: after } },
});
