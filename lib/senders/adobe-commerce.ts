import { createHash, createPrivateKey, createPublicKey, randomUUID, sign, type KeyObject } from 'node:crypto';
import { ThankflowError } from '../errors.ts';
import { subtract } from '../order/money.ts';
import { digits } from './random.ts';
import { newRsaSecret } from './rsa-secret.ts';
import type { Sender } from './sender.ts';
import type { SentOrder, Topic, TopicName } from './sent-order.ts';

/** A client, for events of shops whose settings name none. */
const madeUpClient = '10000000000040008000000000000001';

/** Commerce writes UTC in whole seconds, without saying that it's UTC. */
export const commerceTime = (at: Date): string =>
  at.toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length).replace('T', ' ');

/** A CloudEvent of Commerce: `data.value` has the fields that the shop has subscribed to. */
export const commerceEvent = (event: string, at: Date, clientId: string | undefined, value: object): string => {
  const id = randomUUID();
  const recipient = clientId ?? madeUpClient;
  return JSON.stringify({
    specversion: '1.0',
    id: randomUUID(),
    source: 'urn:uuid:20000000-0000-4000-8000-000000000002',
    type: `com.adobe.commerce.${event}`,
    datacontenttype: 'application/json',
    time: at.toISOString(),
    eventid: id,
    event_id: id,
    recipient_client_id: recipient,
    recipientclientid: recipient,
    data: {
      key: randomUUID(),
      value,
      source: '<eventprovider>.Production',
      _metadata: { commerceEdition: 'Adobe Commerce', commerceVersion: '2.4.8', eventsClientVersion: '1.12.1' },
    },
  });
};

export const orderSaved = 'observer.sales_order_save_commit_after';

/** Commerce writes most numbers as texts with four decimals. */
const amountText = (amount: string): string => Number(amount).toFixed(4);

/** The event of a saved order, which is paid unless `differs` says otherwise. */
export function commerceOrder(order: SentOrder, now: Date, differs: object = {}): string {
  const { currency, shipping = '0.00', amount } = order;
  const goods = subtract({ amount, currency }, { amount: shipping, currency }).amount;
  return commerceEvent(orderSaved, now, order.site, {
    id: order.id,
    entity_id: order.id,
    increment_id: order.number,
    state: 'processing',
    status: 'processing',
    store_id: order.channel ?? '1',
    grand_total: amountText(amount),
    base_grand_total: amountText(amount),
    subtotal: amountText(goods),
    discount_amount: '0.0000',
    total_paid: amountText(amount),
    total_refunded: null,
    order_currency_code: currency,
    gift_cards_amount: '0.0000',
    customer_balance_amount: null,
    customer_id: '7',
    customer_is_guest: '0',
    customer_email: order.email,
    customer_firstname: order.firstName,
    customer_lastname: order.lastName,
    created_at: commerceTime(order.paidAt),
    updated_at: commerceTime(now),
    payment: { method: 'checkmo' },
    items: [
      {
        name: order.title,
        qty_ordered: `${order.quantity ?? 1}.0000`,
        product_type: 'simple',
        parent_item_id: null,
        row_total: amountText(goods),
        discount_amount: '0.0000',
      },
    ],
    ...differs,
  });
}

const topic = (body: Topic['body']): Topic => ({ name: orderSaved, body });

/** All are events of a saved order. @see https://developer.adobe.com/commerce/extensibility/events/events-reference/ */
const topics: Partial<Record<TopicName, Topic>> = {
  paid: topic((order) => commerceOrder(order, order.paidAt)),
  cancelled: topic((order, now) => commerceOrder(order, now, { state: 'canceled', status: 'canceled' })),
  refunded: topic((order, now) =>
    commerceOrder(order, now, { state: 'closed', status: 'closed', total_refunded: amountText(order.amount) }),
  ),
};

/** @throws ThankflowError `refused` for anything but a private key */
function signingKey(key: string): KeyObject {
  try {
    return createPrivateKey(key);
  } catch {
    // The error may quote the key.
    throw new ThankflowError('refused', [
      'Adobe signs with keys that only Adobe has, so nobody can send an event in its place.',
      'To try the connection, place an order in the shop. The Debug Tracing of the registration shows what thankflow answered.',
    ]);
  }
}

/** Where Adobe would publish a key. */
const pathOf = (publicKey: string): string => {
  const id = createHash('sha256').update(publicKey.trim()).digest('hex').slice(0, 32);
  return `/prod/keys/pub-key-${id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}.pem`;
};

/** Adobe signs with two keys. Here, both are the same. */
function adobeSignature(privateKey: string, body: string | Buffer<ArrayBuffer>): Record<string, string> {
  const key = signingKey(privateKey);
  const signature = sign('sha256', Buffer.from(body), key).toString('base64');
  const path = pathOf(createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString());
  return {
    'x-adobe-digital-signature-1': signature,
    'x-adobe-digital-signature-2': signature,
    'x-adobe-public-key1-path': path,
    'x-adobe-public-key2-path': path,
  };
}

/** Adobe Commerce, by Adobe I/O Events. */
export const adobeCommerceSender: Sender = {
  topics,
  orderId: /^[1-9]\d{0,18}$/,
  newOrder: () => {
    const id = digits(9);
    return { id, number: id.padStart(12, '0') };
  },
  newSecret: newRsaSecret,
  keepsKey: true,
  publicKey: ({ webhookSecret }) => ({
    url: `https://static.adobeioevents.com${pathOf(webhookSecret)}`,
    text: webhookSecret,
  }),
  sign: ({ shop, body, secret, id }) => {
    // Adobe writes the recipient when it sends.
    const sent =
      typeof body === 'string' && shop.platformShopId !== undefined
        ? body.replaceAll(madeUpClient, shop.platformShopId)
        : body;
    return {
      body: sent,
      headers: {
        'content-type': 'application/cloudevents+json; charset=UTF-8',
        'user-agent': 'Adobe/1.0',
        'x-adobe-event-code': `com.adobe.commerce.${orderSaved}`,
        'x-adobe-event-id': id,
        'x-adobe-delivery-id': randomUUID(),
        ...adobeSignature(secret, sent),
      },
    };
  },
};
