import { PaidEvent } from '../../../../lib/order/event.ts';
import type { ReadSettings, Reading } from '../../../../lib/platforms/platform.ts';
import { readSquarespace } from '../../../../lib/platforms/squarespace/read.ts';
import { fixture, webhook } from '../../../support/webhook.ts';

export const receivedAt = '2026-02-10T00:00:00.000Z';
export const orderId = '65b3f0a1c2d3e4f5a6b7c8d9';

const parsed = (path: string) => JSON.parse(fixture(path).toString()) as Record<string, unknown>;
const order = parsed('squarespace/order.json');
const notification = parsed('squarespace/order-create.json');

export const readBody = (body: unknown, settings?: ReadSettings): Reading =>
  readSquarespace(webhook({}, typeof body === 'string' ? body : JSON.stringify(body)), {
    shop: 'acme',
    receivedAtMs: Date.parse(receivedAt),
    ...(settings && { settings }),
  });

/** What the fixture's paid order over 49.90 EUR says with other fields; `undefined` leaves one out. */
export const readWith = (fields: Record<string, unknown> = {}): Reading => readBody({ ...order, ...fields });
export const paidWith = (fields: Record<string, unknown> = {}) => PaidEvent.parse(readWith(fields)).order;

/** What the fixture's notification says with other fields. */
export const notified = (fields: Record<string, unknown> = {}, settings?: ReadSettings): Reading =>
  readBody({ ...notification, ...fields }, settings);

export const eur = (value: unknown) => ({ value, currency: 'EUR' });
