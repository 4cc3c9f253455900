import { createHash, createPrivateKey, createPublicKey, randomUUID, sign, type KeyObject } from 'node:crypto';
import { subtract } from '../order/money.ts';
import { saleorKeyUrl } from '../platforms/saleor/domain.ts';
import { digits } from './random.ts';
import { newRsaSecret } from './rsa-secret.ts';
import type { Sender } from './sender.ts';
import type { SentOrder, Topic, TopicName } from './sent-order.ts';

/** For shops whose settings name no domain. */
const madeUpDomain = 'my-shop.saleor.cloud';

const globalId = (type: string, id: string): string => Buffer.from(`${type}:${id}`).toString('base64');

/** As Python writes it. */
const written = (at: Date): string => at.toISOString().replace(/(\d{3})Z$/, '$1000+00:00');

/** The user is made from the e-mail address, so that the same customer always has the same ID. */
const userId = ({ email }: SentOrder): string =>
  globalId('User', String(createHash('sha256').update(email).digest().readUInt32BE(0)));

/** An order with the fields that thankflow's query asks for. `differs` overrides them. */
function saleorOrder(order: SentOrder, now: Date, differs: object): object {
  const { currency, amount, shipping = '0.00' } = order;
  const goods = subtract({ amount, currency }, { amount: shipping, currency }).amount;
  return {
    id: order.id,
    number: order.number,
    status: 'UNFULFILLED',
    chargeStatus: 'FULL',
    origin: 'CHECKOUT',
    created: written(order.paidAt),
    updatedAt: written(now),
    languageCodeEnum: (order.locale ?? 'en').toUpperCase().replace('-', '_'),
    userEmail: order.email,
    user: { id: userId(order), email: order.email, firstName: order.firstName, lastName: order.lastName },
    billingAddress: { firstName: order.firstName, lastName: order.lastName },
    channel: { slug: order.channel ?? 'default-channel' },
    total: { gross: { amount: Number(amount), currency } },
    subtotal: { gross: { amount: Number(goods) }, net: { amount: Number(goods) } },
    totalCharged: { amount: Number(amount) },
    totalRefunded: { amount: 0 },
    giftCards: [],
    transactions: [
      {
        createdAt: written(order.paidAt),
        chargedAmount: { amount: Number(amount) },
        events: [{ type: 'CHARGE_SUCCESS' }],
        paymentMethodDetails: { __typename: 'OtherPaymentMethodDetails' },
      },
    ],
    events: [
      { type: 'PLACED', date: written(order.paidAt) },
      { type: 'ORDER_FULLY_PAID', date: written(order.paidAt) },
    ],
    lines: [
      {
        productName: order.title,
        translatedProductName: '',
        productSku: null,
        quantity: order.quantity ?? 1,
        totalPrice: { net: { amount: Number(goods) } },
        variant: { product: { id: globalId('Product', '134'), productType: { kind: 'NORMAL' } } },
      },
    ],
    ...differs,
  };
}

/** `ORDER_FULLY_PAID` → `OrderFullyPaid`. */
const typeOf = (topic: string): string =>
  topic.toLowerCase().replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());

/** An event with its order, as Saleor sends it if the webhook has thankflow's query. `differs` overrides fields of the order. */
export const saleorEvent = (topic: string, order: SentOrder, now: Date, differs: object = {}): string =>
  JSON.stringify({
    __typename: typeOf(topic),
    issuedAt: written(now),
    version: '3.23.12',
    order: saleorOrder(order, now, differs),
  });

const refunded = ({ amount }: SentOrder) => ({
  chargeStatus: 'NONE',
  totalCharged: { amount: 0 },
  totalRefunded: { amount: Number(amount) },
});

const chargedBack = {
  chargeStatus: 'NONE',
  totalCharged: { amount: 0 },
  transactions: [{ chargedAmount: { amount: 0 }, events: [{ type: 'CHARGE_SUCCESS' }, { type: 'CHARGE_BACK' }] }],
};

const paidName = 'ORDER_FULLY_PAID';

/** @see https://docs.saleor.io/api-reference/webhooks/enums/webhook-event-type-async-enum */
const topics: Partial<Record<TopicName, Topic>> = {
  paid: { name: paidName, body: (order) => saleorEvent(paidName, order, order.paidAt) },
  unpaid: {
    name: 'ORDER_UPDATED',
    body: (order, now) => saleorEvent('ORDER_UPDATED', order, now, chargedBack),
  },
  cancelled: {
    name: 'ORDER_CANCELLED',
    body: (order, now) => saleorEvent('ORDER_CANCELLED', order, now, { status: 'CANCELED' }),
  },
  refunded: {
    name: 'ORDER_REFUNDED',
    body: (order, now) => saleorEvent('ORDER_REFUNDED', order, now, refunded(order)),
  },
};

/** A key in the form in which Saleor publishes it, with an ID that says which one it is. */
function jwkOf(key: KeyObject): { kid: string } & Record<string, unknown> {
  const { kty, n, e } = key.export({ format: 'jwk' });
  const kid = createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url');
  return { kty, key_ops: ['verify'], n, e, use: 'sig', kid };
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * A detached JWS of a body, which is signed as it is.
 * @see https://www.rfc-editor.org/rfc/rfc7797
 */
function saleorSignature(body: string | Buffer, privateKey: string): string {
  const key = createPrivateKey(privateKey);
  const header = encoded({ alg: 'RS256', b64: false, crit: ['b64'], kid: jwkOf(createPublicKey(key)).kid, typ: 'JWT' });
  const content = Buffer.concat([Buffer.from(`${header}.`), Buffer.from(body)]);
  return `${header}..${sign('sha256', content, key).toString('base64url')}`;
}

export const saleorSender: Sender = {
  topics,
  orderId: /^[\w+/=-]{1,128}$/,
  newOrder: () => ({ id: globalId('Order', randomUUID()), number: digits(5) }),
  newSecret: newRsaSecret,
  keepsKey: true,
  publicKey: ({ platformShopId = madeUpDomain, webhookSecret }) => ({
    url: saleorKeyUrl(platformShopId),
    text: JSON.stringify({ keys: [jwkOf(createPublicKey(webhookSecret))] }),
  }),
  sign: ({ shop, body, secret, topic: name = paidName }) => {
    const domain = shop.platformShopId ?? madeUpDomain;
    return {
      body,
      headers: {
        'saleor-event': name.toLowerCase(),
        'saleor-domain': domain,
        'saleor-api-url': `https://${domain}/graphql/`,
        'saleor-signature': saleorSignature(body, secret),
      },
    };
  },
};
