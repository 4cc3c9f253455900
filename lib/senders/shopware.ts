import { createHmac, randomBytes, randomInt } from 'node:crypto';
import { subtract } from '../order/money.ts';
import type { Sender } from './sender.ts';
import type { SentOrder, Topic, TopicName } from './sent-order.ts';

const locales: Readonly<Record<string, string>> = { de: 'de-DE', en: 'en-GB', fr: 'fr-FR', nl: 'nl-NL' };

/** An event with its order, as Shopware sends it. `differs` overrides fields of the order. */
export function shopwareEvent(event: string, order: SentOrder, now: Date, differs: object = {}): string {
  const { currency, shipping = '0.00', amount, locale } = order;
  const goods = subtract({ amount, currency }, { amount: shipping, currency }).amount;
  const ordered = order.paidAt.toISOString().replace('Z', '+00:00');
  const changed = now.toISOString().replace('Z', '+00:00');
  const body = {
    id: order.id,
    versionId: '0fa91ce3e96a4bc2be4bd9ce752c3425',
    orderNumber: order.number,
    createdAt: ordered,
    // Only a changed order has it, and a payment doesn't change the order.
    updatedAt: event.startsWith('state_enter.order.') ? changed : null,
    orderDateTime: ordered,
    amountTotal: Number(amount),
    amountNet: Number(amount),
    positionPrice: Number(goods),
    shippingTotal: Number(shipping),
    taxStatus: 'gross',
    currency: { isoCode: currency, factor: 1 },
    language: { locale: locale === undefined ? null : { code: locales[locale] ?? locale } },
    orderCustomer: {
      email: order.email,
      firstName: order.firstName,
      lastName: order.lastName,
      customerNumber: '10042',
    },
    lineItems: [
      {
        id: order.id,
        parentId: null,
        type: 'product',
        label: order.title,
        quantity: order.quantity ?? 1,
        totalPrice: Number(goods),
      },
    ],
    transactions: [
      {
        id: order.id,
        createdAt: ordered,
        updatedAt: event.startsWith('state_enter.order_transaction.') ? changed : ordered,
        amount: { totalPrice: Number(amount) },
        paymentMethod: { name: 'Prepayment', technicalName: 'payment_prepayment' },
        stateMachineState: null,
      },
    ],
    tags: (order.tags ?? []).map((name) => ({ name })),
    salesChannelId: order.channel ?? '98432def39fc4624b33213a56b8c944d',
    ...differs,
  };
  const source = { url: 'https://my-shop.example', eventId: order.id, appVersion: '1.0.0' };
  return JSON.stringify({ data: { payload: { order: body }, event }, source, timestamp: seconds(now.getTime()) });
}

const seconds = (ms: number): number => Math.floor(ms / 1000);

const topic = (name: string): Topic => ({ name, body: (order, now) => shopwareEvent(name, order, now) });

/** @see https://developer.shopware.com/docs/resources/references/app-reference/webhook-events-reference.html */
const topics: Partial<Record<TopicName, Topic>> = {
  paid: topic('state_enter.order_transaction.state.paid'),
  unpaid: topic('state_enter.order_transaction.state.chargeback'),
  cancelled: topic('state_enter.order.state.cancelled'),
  refunded: topic('state_enter.order_transaction.state.refunded'),
};

export const shopwareSender: Sender = {
  topics,
  orderId: /^[0-9a-f]{32}$/,
  newOrder: () => ({ id: randomBytes(16).toString('hex'), number: `SW${randomInt(10_000, 100_000)}` }),
  newSecret: () => randomBytes(32).toString('hex'),
  sign({ body, secret, id, nowMs }) {
    // Shopware writes the time when it sends, at the end of the body.
    const sent = typeof body === 'string' ? body.replace(/"timestamp":\d+}$/, `"timestamp":${seconds(nowMs)}}`) : body;
    return {
      body: sent,
      headers: {
        'shopware-shop-signature': createHmac('sha256', secret).update(sent).digest('hex'),
        'sw-version': '6.7.14.0',
        'sw-context-language': '2fbb5fe2e29a4d70aa5854ce7ce3e20b',
        'sw-user-language': 'en-GB',
        'x-shopware-event-id': id,
      },
    };
  },
};
