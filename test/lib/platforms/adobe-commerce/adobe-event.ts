import { PaidEvent } from '../../../../lib/order/event.ts';
import { readAdobeCommerce } from '../../../../lib/platforms/adobe-commerce/read.ts';
import type { Reading } from '../../../../lib/platforms/platform.ts';
import { fixture, webhook } from '../../../support/webhook.ts';

export const clientId = '7a1f0c63de5b42f7a90b8c4d2e6f5a31';
export const receivedAt = '2026-02-10T00:00:00.000Z';

type Fields = Record<string, unknown>;
interface AdobeEvent extends Fields {
  data: Fields & { value: Fields };
}

const parsed = (name: string): unknown => JSON.parse(fixture(`adobe-commerce/${name}.json`).toString());
export const orderSaved = parsed('order-saved') as AdobeEvent;
export const creditMemoSaved = parsed('credit-memo-saved') as AdobeEvent;
export const restOrder = parsed('order') as Fields;

export const readBody = (body: unknown): Reading =>
  readAdobeCommerce(webhook({}, typeof body === 'string' ? body : JSON.stringify(body)), {
    shop: 'acme',
    receivedAtMs: Date.parse(receivedAt),
    settings: { platformShopId: clientId },
  });

/** An event with other fields of its order or credit memo; `undefined` leaves one out. */
export const changed = (event: AdobeEvent, value: Fields, envelope: Fields = {}) => ({
  ...event,
  data: { ...event.data, value: { ...event.data.value, ...value } },
  ...envelope,
});

/** What the event of a paid order over 49.90 EUR says with other fields. */
export const readWith = (value: Fields = {}, envelope: Fields = {}): Reading =>
  readBody(changed(orderSaved, value, envelope));
export const paidWith = (value: Fields = {}) => PaidEvent.parse(readWith(value)).order;

/** What an order of the REST API says with other fields. */
export const fetchedWith = (fields: Fields = {}): Reading => readBody({ ...restOrder, ...fields });
