import { PaidEvent } from '../../../../lib/order/event.ts';
import { UnreadableWebhook, type Reading } from '../../../../lib/platforms/platform.ts';
import { readWix } from '../../../../lib/platforms/wix/read.ts';
import { eventIn, unsigned, type WixEvent } from './wix-event.ts';

export const receivedAtMs = Date.parse('2026-02-10T00:00:00Z');
export const paid = eventIn('order-payment-status-updated');
export const refund = eventIn('order-transactions-refund-completed');
/** When the order was paid, as we write it. */
export const eventTime = '2026-01-31T12:00:04.218Z';

export const read = (event: WixEvent, platformShopId?: string): Reading =>
  readWix(unsigned(event), {
    shop: 'acme',
    receivedAtMs,
    ...(platformShopId !== undefined && { settings: { platformShopId } }),
  });

export const orderOf = (event: WixEvent) => PaidEvent.parse(read(event)).order;

/** Why an event goes to quarantine. */
export function reasonOf(event: WixEvent, platformShopId?: string): string {
  try {
    return `read as ${read(event, platformShopId).type}`;
  } catch (error) {
    if (error instanceof UnreadableWebhook) return error.reason;
    throw error;
  }
}

/** The event with other fields beside its body. */
export const withEvent = (event: WixEvent, data: object): WixEvent => ({ ...event, data: { ...event.data, ...data } });
