import { createHmac, randomBytes, randomInt, randomUUID } from 'node:crypto';
import { unitsOf } from '../platforms/square/money.ts';
import type { Sender } from './sender.ts';
import type { SentOrder, Topic, TopicName } from './sent-order.ts';

const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';
const newId = (): string => `${Array.from({ length: 26 }, () => letters[randomInt(letters.length)]).join('')}ZY`;

/** The seller of shops whose settings name none. Nobody has it. */
const madeUpMerchant = 'ML0MADE0UP0ID';

/** How an application of the Sandbox is named, which only tests are taken by. */
const applicationOf = ({ test }: SentOrder): string => (test === true ? 'sandbox-sq0idb-made-up' : 'sq0idp-made-up');

const event = (type: string, { site = madeUpMerchant }: SentOrder, at: Date, object: Record<string, object>): string =>
  JSON.stringify({
    merchant_id: site,
    type,
    event_id: randomUUID(),
    created_at: at.toISOString(),
    data: { type: type.split('.')[0], object },
  });

/** `payment.updated`. As at Square, the items and the name are only in the order and the customer. `differs` overrides fields of the payment. */
export function squarePayment(order: SentOrder, now: Date, differs: object = {}): string {
  const total = { amount: unitsOf(order.amount, order.currency), currency: order.currency };
  const paidAt = order.paidAt.toISOString();
  return event('payment.updated', order, now, {
    payment: {
      id: `Pay${order.id}`,
      created_at: paidAt,
      updated_at: now.toISOString(),
      amount_money: total,
      total_money: total,
      status: 'COMPLETED',
      source_type: 'CARD',
      card_details: {
        status: 'CAPTURED',
        card: { card_brand: 'VISA', last_4: '1111' },
        card_payment_timeline: { authorized_at: paidAt, captured_at: paidAt },
      },
      location_id: order.channel ?? 'L0MADEUP',
      order_id: order.id,
      buyer_email_address: order.email,
      receipt_number: order.number,
      application_details: { square_product: 'ECOMMERCE_API', application_id: applicationOf(order) },
      ...differs,
    },
  });
}

/** Square reports a refund twice: by itself, with the payment's ID, and as a change of the payment. */
const refunded = (order: SentOrder, now: Date): string =>
  squarePayment(order, now, {
    refunded_money: { amount: unitsOf(order.amount, order.currency), currency: order.currency },
    refund_ids: [`Pay${order.id}_${now.getTime()}`],
  });

const canceled = (order: SentOrder, now: Date): string =>
  event('order.updated', order, now, {
    order_updated: { order_id: order.id, state: 'CANCELED', updated_at: now.toISOString(), version: 2 },
  });

/** @see https://developer.squareup.com/docs/webhooks/v2webhook-events-tech-ref */
const topics: Partial<Record<TopicName, Topic>> = {
  paid: { name: 'payment.updated', body: (order) => squarePayment(order, order.paidAt) },
  cancelled: { name: 'order.updated', body: canceled },
  refunded: { name: 'payment.updated', body: refunded },
};

export const squareSender: Sender = {
  topics,
  orderId: /^[\w-]{1,192}$/,
  newOrder: () => {
    const id = newId();
    return { id, number: id.slice(0, 4) };
  },
  newSecret: () => randomBytes(16).toString('base64url'),
  sign: ({ shop: { webhookUrl, signedUrl = webhookUrl }, body, secret }) => ({
    body,
    headers: {
      'square-environment': body.includes('"sandbox-sq0') ? 'Sandbox' : 'Production',
      'x-square-hmacsha256-signature': createHmac('sha256', secret).update(signedUrl).update(body).digest('base64'),
    },
  }),
};
