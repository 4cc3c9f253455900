import { PaidEvent } from '../../../../lib/order/event.ts';
import type { ReadSettings, Reading } from '../../../../lib/platforms/platform.ts';
import { readStripe } from '../../../../lib/platforms/stripe/read.ts';
import { fixture, webhook } from '../../../support/webhook.ts';

type Json = Record<string, unknown>;

export type Fixture =
  | 'checkout-session-completed'
  | 'payment-intent-succeeded'
  | 'invoice-paid'
  | 'refund-created'
  | 'charge-refunded';

/** What an event says. */
export const readBody = (body: string | Buffer, settings?: ReadSettings): Reading =>
  readStripe(webhook({}, body), {
    shop: 'acme',
    receivedAtMs: Date.parse('2026-02-10T00:00:00Z'),
    ...(settings && { settings }),
  });

/** A fixture's event with other fields, of the event and of its object. `undefined` leaves one out. */
export function eventWith(name: Fixture, object: Json, event: Json = {}): string {
  const original = JSON.parse(fixture(`stripe/${name}.json`).toString()) as Json & { data: { object: Json } };
  const data = { ...original.data, object: { ...original.data.object, ...object } };
  return JSON.stringify({ ...original, data, ...event });
}

const settingsOf: Record<Fixture, ReadSettings | undefined> = {
  'checkout-session-completed': undefined,
  'payment-intent-succeeded': { stripeSales: 'payment-intents' },
  'invoice-paid': { stripeSales: 'invoices' },
  'refund-created': undefined,
  'charge-refunded': undefined,
};

/** What a fixture says with other fields, for a shop of which it's a sale. */
export const readWith = (name: Fixture, object: Json = {}, event: Json = {}, settings?: ReadSettings): Reading =>
  readBody(eventWith(name, object, event), { ...settingsOf[name], ...settings });

export const paidWith = (name: Fixture, object: Json = {}, event: Json = {}) =>
  PaidEvent.parse(readWith(name, object, event)).order;

/** What a body is quarantined for. */
export function reasonOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'nothing: it was read';
}
