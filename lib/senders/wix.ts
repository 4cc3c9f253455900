import { createPrivateKey, randomUUID, sign, type KeyObject } from 'node:crypto';
import { ThankflowError } from '../errors.ts';
import { subtract } from '../order/money.ts';
import { digits } from './random.ts';
import { newRsaSecret } from './rsa-secret.ts';
import type { Sender } from './sender.ts';
import type { SentOrder, Topic, TopicName } from './sent-order.ts';

/** A site, for webhooks of shops whose settings name none. */
const madeUpSite = '10000000-0000-4000-8000-000000000001';

/** Wix has one contact for each buyer. Here, the order's ID is used. */
const contactId = (order: SentOrder): string => order.id;

const price = (amount: string) => ({ amount, formattedAmount: amount });

/** An order in the format of the Orders API. `differs` overrides its fields. */
function wixOrder(order: SentOrder, now: Date, differs: object = {}): object {
  const { currency, shipping = '0.00', locale, tags, channel } = order;
  const goods = subtract({ amount: order.amount, currency }, { amount: shipping, currency }).amount;
  return {
    id: order.id,
    number: order.number,
    createdDate: order.paidAt.toISOString(),
    updatedDate: now.toISOString(),
    status: 'APPROVED',
    paymentStatus: 'PAID',
    imported: false,
    currency,
    ...(locale !== undefined && { buyerLanguage: locale }),
    buyerInfo: { visitorId: order.id, contactId: contactId(order), email: order.email },
    billingInfo: { contactDetails: { firstName: order.firstName, lastName: order.lastName } },
    lineItems: [
      {
        id: '00000000-0000-0000-0000-000000000001',
        productName: { original: order.title },
        quantity: order.quantity ?? 1,
        itemType: { preset: 'PHYSICAL' },
        totalPriceBeforeTax: price(goods),
      },
    ],
    priceSummary: {
      subtotal: price(goods),
      shipping: price(shipping),
      tax: price('0'),
      discount: price('0'),
      total: price(order.amount),
    },
    balanceSummary: { paid: price(order.amount), refunded: price('0') },
    channelInfo: { type: channel ?? 'WEB' },
    tags: { tags: { tagIds: tags ?? [] }, privateTags: { tagIds: [] } },
    ...differs,
  };
}

/** An event about something, as Wix puts it into the envelope. */
const event = (at: Date, about: { entityFqdn: string; entityId: string; slug: string }, content: object): string =>
  JSON.stringify({
    id: randomUUID(),
    ...about,
    eventTime: at.toISOString(),
    triggeredByAnonymizeRequest: false,
    ...content,
  });

const ofOrder = (order: SentOrder, slug: string) => ({ entityFqdn: 'wix.ecom.v1.order', entityId: order.id, slug });

/** `order_payment_status_updated`. `differs` overrides the order's fields. */
export const wixPayment = (
  order: SentOrder,
  at: Date,
  differs: object = {},
  previousPaymentStatus = 'NOT_PAID',
): string =>
  event(at, ofOrder(order, 'payment_status_updated'), {
    actionEvent: { body: { order: wixOrder(order, at, differs), previousPaymentStatus } },
  });

const cancelled = (order: SentOrder, now: Date): string =>
  event(now, ofOrder(order, 'canceled'), {
    actionEvent: { body: { order: wixOrder(order, now, { status: 'CANCELED' }), restockAllItems: true } },
  });

const refund = (order: SentOrder, now: Date): string =>
  event(
    now,
    { entityFqdn: 'wix.ecom.v1.order_transactions', entityId: order.id, slug: 'refund_completed' },
    {
      actionEvent: {
        body: {
          orderId: order.id,
          refund: {
            id: randomUUID(),
            createdDate: now.toISOString(),
            transactions: [{ paymentId: order.id, refundStatus: 'SUCCEEDED', amount: price(order.amount) }],
          },
        },
      },
    },
  );

const erasure = (order: SentOrder, now: Date): string =>
  event(
    now,
    { entityFqdn: 'wix.contacts.v4.contact', entityId: contactId(order), slug: 'deleted' },
    {
      triggeredByAnonymizeRequest: true,
      deletedEvent: {},
    },
  );

const paymentName = 'wix.ecom.v1.order_payment_status_updated';

/** @see https://dev.wix.com/docs/api-reference/business-solutions/e-commerce/orders/orders/introduction */
const topics: Partial<Record<TopicName, Topic>> = {
  paid: { name: paymentName, body: (order) => wixPayment(order, order.paidAt) },
  unpaid: { name: paymentName, body: (order, now) => wixPayment(order, now, { paymentStatus: 'DECLINED' }, 'PAID') },
  cancelled: { name: 'wix.ecom.v1.order_canceled', body: cancelled },
  refunded: { name: 'wix.ecom.v1.order_transactions_refund_completed', body: refund },
  erase: { name: 'wix.contacts.v4.contact_deleted', body: erasure },
};

/** @throws ThankflowError `refused` for anything but a private key */
function signingKey(key: string): KeyObject {
  try {
    return createPrivateKey(key);
  } catch {
    // The error may quote the key.
    throw new ThankflowError('refused', [
      'Wix signs with a key that only Wix has, so nobody can send a webhook in its place.',
      "To try the connection, let Wix send one: in the app's dashboard, open Webhooks and choose Test on an event.",
      'On the local stack, only shops whose keys the stack has made can be sent to.',
    ]);
  }
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** How long a token is valid, as in Wix's own samples. */
const lifeSeconds = 300_000;

export const wixSender: Sender = {
  topics,
  // Wix's IDs are GUIDs, but nothing depends on it.
  orderId: /^[\w-]{1,128}$/,
  newOrder: () => ({ id: randomUUID(), number: digits(5) }),
  newSecret: newRsaSecret,
  keepsKey: true,
  sign: ({ shop, body, secret, nowMs, topic: eventType = paymentName }) => {
    const seconds = Math.floor(nowMs / 1000);
    const data = { eventType, instanceId: shop.platformShopId ?? madeUpSite, data: body.toString() };
    const claims = { data: JSON.stringify(data), iat: seconds, exp: seconds + lifeSeconds };
    const content = `${encoded({ alg: 'RS256', typ: 'JWT' })}.${encoded(claims)}`;
    const signature = sign('sha256', Buffer.from(content), signingKey(secret)).toString('base64url');
    return { headers: { 'content-type': 'text/plain' }, body: `${content}.${signature}` };
  },
};
