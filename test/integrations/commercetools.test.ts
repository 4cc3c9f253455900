import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../integrations/commercetools/forward.ts';
import { startReceiver, type Receiver } from './receiver.ts';

const eur = (centAmount: number) => ({ type: 'centPrecision', currencyCode: 'EUR', centAmount, fractionDigits: 2 });
const jpy = (centAmount: number) => ({ type: 'centPrecision', currencyCode: 'JPY', centAmount, fractionDigits: 0 });

const honey = {
  id: 'b7d0a7a4-2c5c-4b51-9f0e-1b6d7d4a1c11',
  orderNumber: 'A-17',
  orderState: 'Open',
  paymentState: 'Paid' as string | undefined,
  totalPrice: eur(2446),
  taxedPrice: { totalGross: eur(2935) } as object | undefined,
  taxedShippingPrice: { totalGross: eur(490) } as object | undefined,
  shippingInfo: { price: eur(408) } as object | undefined,
  customerId: 'c-81',
  customerEmail: 'noor@example.net',
  billingAddress: { firstName: 'Noor', lastName: 'Haddad' },
  locale: 'de-AT',
  store: { typeId: 'store', key: 'vienna' },
  lineItems: [
    { name: { en: 'Honey', 'de-AT': 'Honig' }, quantity: 2, productId: 'p-7', variant: { id: 1, sku: 'H-500' } },
    { name: { en: 'Wax' }, quantity: 1, productId: 'p-8', variant: { id: 1 } },
  ],
  paymentInfo: { payments: [payment([charge(2935)])] } as object | undefined,
};

function charge(cents: number) {
  return { id: 't-charge', type: 'Charge', state: 'Success', amount: eur(cents) };
}
const refund = (id: string, cents: number, state = 'Success') => ({ id, type: 'Refund', state, amount: eur(cents) });
function payment(transactions: object[]) {
  return { typeId: 'payment', id: 'pay-1', obj: { id: 'pay-1', transactions } };
}
const refunded = (...refunds: object[]) => ({ paymentInfo: { payments: [payment([charge(2935), ...refunds])] } });

let order: Record<string, unknown>;
let receiver: Receiver;
let commercetools: Server;
beforeEach(async () => {
  order = honey;
  receiver = await startReceiver();
  commercetools = createServer((request, response) => {
    const answer = answerTo(`${request.method} ${request.url}`, request.headers.authorization);
    response.writeHead(answer ? 200 : 404).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => commercetools.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(commercetools.address() as { port: number }).port}`;
  vi.stubEnv('CTP_API_URL', url);
  vi.stubEnv('CTP_AUTH_URL', url);
  vi.stubEnv('CTP_PROJECT_KEY', 'my-project');
  vi.stubEnv('CTP_CLIENT_ID', 'client');
  vi.stubEnv('CTP_CLIENT_SECRET', 'geheim');
  vi.stubEnv('THANKFLOW_URL', receiver.url);
  vi.stubEnv('THANKFLOW_SECRET', receiver.secret);
  vi.spyOn(console, 'error').mockReturnValue();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await new Promise((resolve) => commercetools.close(resolve));
  await receiver.stop();
});

function answerTo(request: string, authorization?: string): unknown {
  const where = encodeURIComponent('paymentInfo(payments(id="pay-1"))');
  if (request === 'POST /oauth/token' && authorization === 'Basic Y2xpZW50OmdlaGVpbQ==')
    return { access_token: 'token-1', expires_in: 172_800, token_type: 'Bearer' };
  if (authorization !== 'Bearer token-1') return undefined;
  if (request === `GET /my-project/orders/${honey.id}?expand=paymentInfo.payments[*]`) return order;
  if (request === `GET /my-project/orders?where=${where}&expand=paymentInfo.payments[*]`) return { results: [order] };
  return undefined;
}

const message = (type: string, changes: object = {}) => ({
  notificationType: 'Message',
  projectKey: 'my-project',
  id: `message-of-${type}`,
  version: 1,
  sequenceNumber: 3,
  resource: type.startsWith('Payment') ? { typeId: 'payment', id: 'pay-1' } : { typeId: 'order', id: honey.id },
  resourceVersion: 3,
  type,
  createdAt: '2026-11-29T12:00:00.000Z',
  lastModifiedAt: '2026-11-29T12:00:00.000Z',
  ...changes,
});

/** How many messages SQS sends again. */
async function deliver(...messages: object[]): Promise<number> {
  const Records = messages.map((one, index) => ({ messageId: `sqs-${index}`, body: JSON.stringify(one) }));
  return (await handler({ Records })).batchItemFailures.length;
}

describe('the function for commercetools', () => {
  it('sends an order when its payment state is Paid', async () => {
    expect(await deliver(message('OrderPaymentStateChanged', { paymentState: 'Paid' }))).toBe(0);
    expect(receiver.readings()).toEqual([
      {
        type: 'paid',
        shop: 'my-shop',
        at: '2026-11-29T12:00:00.000Z',
        changedAt: '2026-11-29T12:00:00.000Z',
        order: {
          orderId: honey.id,
          number: 'A-17',
          amount: '29.35',
          subtotal: '24.45',
          currency: 'EUR',
          paidAt: '2026-11-29T12:00:00.000Z',
          paymentType: 'other',
          customer: { id: 'c-81', email: 'noor@example.net', firstName: 'Noor', lastName: 'Haddad', locale: 'de-AT' },
          items: [
            { title: 'Honig', quantity: 2, giftCard: false, sku: 'H-500', productId: 'p-7' },
            { title: 'Wax', quantity: 1, giftCard: false, productId: 'p-8' },
          ],
          itemsOmitted: 0,
          tags: [],
          channel: 'vienna',
          test: false,
          refunds: [],
        },
      },
    ]);
  });

  it('reads orders without tax, and guests, and yen', async () => {
    const price = { totalPrice: jpy(1200), taxedPrice: undefined, taxedShippingPrice: undefined };
    order = { ...honey, ...price, shippingInfo: { price: jpy(200) }, customerId: undefined, anonymousId: 'anon-1' };
    await deliver(message('OrderCreated'));
    expect(receiver.readings()).toMatchObject([
      { order: { amount: '1200', subtotal: '1000', currency: 'JPY', customer: { id: 'anon-1' } } },
    ]);
  });

  it.each([undefined, 'BalanceDue', 'Pending', 'Failed', 'CreditOwed'])(
    'sends nothing while the payment state is %s',
    async (paymentState) => {
      order = { ...honey, paymentState };
      await deliver(message('OrderCreated'), message('OrderPaymentStateChanged', { paymentState: 'Paid' }));
      expect(receiver.deliveries).toEqual([]);
    },
  );

  it.each([
    ['OrderPaymentStateChanged', 'Open', ['paid']],
    ['OrderStateChanged', 'Open', []],
    ['OrderStateChanged', 'Cancelled', ['cancelled']],
  ])('needs only the type of a message whose payload was left out: %s, %s', async (payloadType, orderState, sent) => {
    order = { ...honey, orderState };
    const payloadNotIncluded = { reason: 'Payload too large', payloadType };
    await deliver(message('OrderCreated', { type: undefined, payloadNotIncluded }));
    expect(receiver.readings().map(({ type }) => type)).toEqual(sent);
  });

  it('sends refunds that succeeded, and the rest of the order if it is sent later', async () => {
    order = { ...honey, ...refunded(refund('r-1', 500), refund('r-2', 300, 'Pending')) };
    await deliver(message('PaymentTransactionStateChanged'), message('OrderPaymentStateChanged'));
    expect(receiver.readings()).toMatchObject([
      { type: 'refunded', orderId: honey.id, full: false, refunds: [{ id: 'r-1', amount: '5.00' }] },
      { type: 'paid', order: { amount: '24.35', subtotal: '19.45', refunds: [{ id: 'r-1' }] } },
    ]);
  });

  it('sends a full refund, and not the payment after it', async () => {
    order = { ...honey, ...refunded(refund('r-1', 500), refund('r-2', 2435)) };
    await deliver(message('PaymentTransactionAdded'), message('OrderPaymentStateChanged'));
    expect(receiver.readings()).toMatchObject([{ type: 'refunded', full: true }]);
  });

  it('sends nothing for a charge, and for an order without payments', async () => {
    await deliver(message('PaymentTransactionAdded'));
    order = { ...honey, paymentInfo: undefined };
    await deliver(message('PaymentTransactionAdded'));
    expect(receiver.deliveries).toEqual([]);
  });

  it('sends a cancellation, and not the payment after it', async () => {
    await deliver(message('OrderStateChanged'));
    order = { ...honey, orderState: 'Cancelled' };
    await deliver(message('OrderStateChanged'), message('OrderPaymentStateChanged'));
    expect(receiver.readings()).toMatchObject([{ type: 'cancelled', orderId: honey.id }]);
  });

  it('leaves out the test of the queue, and other projects', async () => {
    const others = [{ notificationType: 'ResourceCreated' }, { projectKey: 'other' }];
    expect(await deliver(...others.map((other) => message('OrderCreated', other)))).toBe(0);
    expect(receiver.deliveries).toEqual([]);
  });

  it('leaves a message in the queue if thankflow or commercetools fails, and sends the others', async () => {
    receiver.answers.push(503);
    const unknown = message('OrderCreated', { resource: { typeId: 'order', id: 'unknown' } });
    expect(await deliver(message('OrderCreated'), message('OrderPaymentStateChanged'), unknown)).toBe(2);
    expect(await deliver(message('OrderCreated'))).toBe(0);
    const ids = receiver.deliveries.map(({ webhookId }) => webhookId);
    expect(ids).toEqual(['message-of-OrderCreated', 'message-of-OrderPaymentStateChanged', 'message-of-OrderCreated']);
  });
});
