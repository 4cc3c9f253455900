import { PaidEvent } from '../../../../lib/order/event.ts';
import type { ReadSettings, Reading } from '../../../../lib/platforms/platform.ts';
import { readSquare } from '../../../../lib/platforms/square/read.ts';
import { fixture, webhook } from '../../../support/webhook.ts';

export const receivedAt = '2026-02-10T00:00:00.000Z';
export const orderId = 'Kp3VtZ9xQwLr6YbN2sMf8HcJgDeZY';
export const paymentId = 'hT4nGw2Kq8Zb1RxY5mPc7LdEvQaZY';
export const merchant = 'MLQ5ZC7VYC3V4';

type Fields = Record<string, unknown>;

interface Sale {
  order: Fields;
  payments: Fields[];
  refunds: Fields[];
  customer: Fields;
}

interface Event {
  data: { object: Record<string, Fields> };
}

const parsed = (path: string): unknown => JSON.parse(fixture(`square/${path}.json`).toString());
export const sale = parsed('sale') as Sale;
const [firstPayment = {}] = sale.payments;
const refund = (parsed('refund-updated') as Event).data.object['refund'] ?? {};

export const eur = (amount: unknown) => ({ amount, currency: 'EUR' });

export const readBody = (body: unknown, settings?: ReadSettings, headers = {}): Reading =>
  readSquare(webhook(headers, typeof body === 'string' ? body : JSON.stringify(body)), {
    shop: 'acme',
    receivedAtMs: Date.parse(receivedAt),
    ...(settings && { settings }),
  });

/** What the fixture's event says with other fields of its object; `undefined` leaves one out. */
export function readEvent(
  name: 'payment-updated' | 'refund-updated' | 'order-updated',
  fields: Fields = {},
  { envelope = {}, settings, headers }: { envelope?: Fields; settings?: ReadSettings; headers?: object } = {},
): Reading {
  const event = parsed(name) as Event;
  const objects = Object.entries(event.data.object).map(([key, value]) => [key, { ...value, ...fields }] as const);
  const data = { ...event.data, object: Object.fromEntries(objects) };
  return readBody({ ...event, data, ...envelope }, settings, headers);
}

/** The fixture's payment and refund with other fields. */
export const payment = (fields: Fields = {}): Fields => ({ ...firstPayment, ...fields });
export const refundOf = (amount: unknown, fields: Fields = {}): Fields => ({
  ...refund,
  amount_money: eur(amount),
  ...fields,
});

/** A payment by cash, or by anything else. */
export const paidBy = (source: string, amount: number, fields: Fields = {}): Fields =>
  payment({
    id: `${source}-1`,
    source_type: source,
    card_details: undefined,
    amount_money: eur(amount),
    tip_money: undefined,
    total_money: eur(amount),
    ...fields,
  });
export const giftCard = { card_brand: 'SQUARE_GIFT_CARD' };

interface Changes {
  order?: Fields;
  payments?: unknown;
  refunds?: unknown;
  customer?: unknown;
  sandbox?: unknown;
}

/** What the fixture's paid order over 49.90 EUR says with changes. Its tender is of its payment. */
export const readSale = ({ order = {}, ...others }: Changes = {}): Reading => {
  const tenders = 'payments' in others ? [] : sale.order['tenders'];
  return readBody({ ...sale, order: { ...sale.order, tenders, ...order }, ...others });
};
export const paidWith = (changes: Changes = {}) => PaidEvent.parse(readSale(changes)).order;
