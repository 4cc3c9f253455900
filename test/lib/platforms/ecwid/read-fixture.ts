import { PaidEvent } from '../../../../lib/order/event.ts';
import { readEcwid } from '../../../../lib/platforms/ecwid/read.ts';
import type { ReadSettings, Reading } from '../../../../lib/platforms/platform.ts';
import { fixture, webhook } from '../../../support/webhook.ts';

export const receivedAt = '2026-02-10T00:00:00.000Z';
export const orderId = '516483487';
export const number = 'OAK-K8XTQ';

const parsed = (path: string) => JSON.parse(fixture(path).toString()) as Record<string, unknown>;
const { order, profile } = parsed('ecwid/fetched-order.json') as Record<'order' | 'profile', Record<string, unknown>>;
export const event = parsed('ecwid/order-updated.json');

export const readBody = (body: unknown, settings?: ReadSettings): Reading =>
  readEcwid(webhook({}, typeof body === 'string' ? body : JSON.stringify(body)), {
    shop: 'acme',
    receivedAtMs: Date.parse(receivedAt),
    ...(settings && { settings }),
  });

/** What the fixture's fetched order over 47.90 EUR, of which a gift card paid 10.50, says with other fields; `undefined` leaves one out. */
export const readWith = (fields: Record<string, unknown> = {}, settings?: ReadSettings): Reading =>
  readBody({ order: { ...order, ...fields }, profile }, settings);
export const paidWith = (fields: Record<string, unknown> = {}) => PaidEvent.parse(readWith(fields)).order;

/** What the fixture's event says with other fields. */
export const notified = (fields: Record<string, unknown> = {}, settings?: ReadSettings): Reading =>
  readBody({ ...event, ...fields }, settings);

/** The whole fetched order. */
export const fetched = { order, profile };
