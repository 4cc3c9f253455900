import { PaidEvent } from '../../../../lib/order/event.ts';
import type { ReadSettings, Reading } from '../../../../lib/platforms/platform.ts';
import { readWooCommerce } from '../../../../lib/platforms/woocommerce/read.ts';
import { fixture, webhook } from '../../../support/webhook.ts';

export const receivedAt = '2026-02-10T00:00:00.000Z';

const order = {
  ...(JSON.parse(fixture('woocommerce/order.json').toString()) as Record<string, unknown>),
  // As a number of JavaScript's; read.test.ts reads the fixture's own.
  id: 2107,
};

/** What a body says that WooCommerce posts under a topic. */
export const readBody = (body: unknown, topic = 'order.updated', settings?: ReadSettings): Reading =>
  readWooCommerce(webhook({ 'x-wc-webhook-topic': topic }, JSON.stringify(body)), {
    shop: 'acme',
    receivedAtMs: Date.parse(receivedAt),
    ...(settings && { settings }),
  });

/** What the fixture's paid order over 48.90 GBP says with other fields; `undefined` leaves one out. */
export const readWith = (fields: Record<string, unknown>, settings?: ReadSettings): Reading =>
  readBody({ ...order, ...fields }, 'order.updated', settings);

export const paidWith = (fields: Record<string, unknown>) => PaidEvent.parse(readWith(fields)).order;

/** What a body is quarantined for. */
export function reasonOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'nothing: it was read';
}
