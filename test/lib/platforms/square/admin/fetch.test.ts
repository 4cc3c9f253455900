import { describe, expect, it } from 'vitest';
import { readSquare } from '../../../../../lib/platforms/square/read.ts';
import { paymentIdOf, returnIdOf } from '../../../../../local/platforms/square/objects.ts';
import { sellerWithAdmin, start } from './seller.ts';

type Seller = ReturnType<typeof sellerWithAdmin>;

const read = async ({ admin, clock }: Seller, id: string) => {
  const webhook = await admin.fetch(id);
  return webhook && readSquare(webhook, { shop: 'foo', receivedAtMs: clock.now() });
};

describe('fetching an order', () => {
  it('gives it with its payment and its customer, as the reader of webhooks reads it', async () => {
    const seller = sellerWithAdmin();
    const { id } = seller.shop.place({ shipping: '4.90', tip: '2.00' });
    expect(await read(seller, id)).toMatchObject({
      type: 'paid',
      changedAt: '2026-11-20T12:00:00.000Z',
      refundsComplete: true,
      order: {
        orderId: id,
        number: '1001',
        amount: '36.25',
        subtotal: '29.35',
        paymentType: 'card',
        customer: { email: 'ada.lovelace@example.com', firstName: 'Ada', lastName: 'Lovelace' },
        items: [{ title: 'Oak desk', quantity: 1 }],
        test: false,
      },
    });
  });

  it('finds it by its payment, which is what a refund names', async () => {
    const seller = sellerWithAdmin();
    const order = seller.shop.place();
    seller.clock.ms += 1000;
    seller.shop.refund(order.id, { amount: '9.35' });
    expect(await read(seller, paymentIdOf(order))).toMatchObject({
      type: 'paid',
      changedAt: '2026-11-20T12:00:01.000Z',
      refundsComplete: true,
      order: { orderId: order.id, amount: '20.00', refunds: [{ amount: '9.35' }] },
    });
  });

  it('counts no refund that is pending or failed', async () => {
    const seller = sellerWithAdmin();
    const { id } = seller.shop.place();
    seller.shop.refund(id, { amount: '9.35', status: 'pending' });
    seller.shop.refund(id, { amount: '1.00', status: 'failure' });
    expect(await read(seller, id)).toMatchObject({ type: 'paid', order: { amount: '29.35', refunds: [] } });
  });

  it('after a full refund says so', async () => {
    const seller = sellerWithAdmin();
    const { id } = seller.shop.place();
    seller.shop.refund(id);
    expect(await read(seller, id)).toMatchObject({ type: 'refunded', full: true, orderId: id });
  });

  it('takes what was brought back for no sale', async () => {
    const seller = sellerWithAdmin();
    const { id } = seller.shop.place();
    const order = seller.shop.refund(id);
    expect(await read(seller, returnIdOf(order, order.refunds[0]!))).toEqual({ type: 'ignored', reason: 'a return' });
  });

  it('that isn’t paid yet, or is canceled, says so', async () => {
    const seller = sellerWithAdmin();
    const { id } = seller.shop.place({ paid: false });
    expect(await read(seller, id)).toEqual({ type: 'ignored', reason: 'not paid' });
    seller.shop.cancel(id);
    expect(await read(seller, id)).toMatchObject({ type: 'cancelled', orderId: id });
  });

  it('of the Sandbox is a test, whatever it says', async () => {
    const seller = sellerWithAdmin({}, true);
    expect(await read(seller, seller.shop.place().id)).toMatchObject({ order: { test: true } });
    const real = sellerWithAdmin();
    expect(await read(real, real.shop.place({ test: true }).id)).toMatchObject({ order: { test: true } });
  });

  it.each(['none', '../merchants/me', 'a/b', ''])('gives nothing for “%s”, which does not exist', async (id) => {
    expect(await sellerWithAdmin().admin.fetch(id)).toBeUndefined();
  });

  it('refuses an answer that is older than what was reported', async () => {
    const { shop, admin } = sellerWithAdmin();
    const { id } = shop.place();
    await expect(admin.fetch(id, '2026-11-20T12:00:00.001Z')).rejects.toMatchObject({ kind: 'outdated' });
    expect(await admin.fetch(id, '2026-11-20T12:00:00.000Z')).toBeDefined();
  });

  it('asks for the customer whom the order names, and not for the one that the payment does', async () => {
    const { shop, admin, between, asked } = sellerWithAdmin();
    const { id } = shop.place();
    between.alter = (answer, { path }) =>
      path.includes('/orders/')
        ? { ...answer, body: answer.body.replace(/"customer_id":"\w+"/, '"customer_id":"CUother"') }
        : answer;
    await admin.fetch(id);
    expect(asked.filter((path) => path.includes('/customers/'))).toEqual(['GET /v2/customers/CUother']);
  });

  it('goes without a name if the token may not read customers, or the customer is gone', async () => {
    const seller = sellerWithAdmin({ lacks: ['CUSTOMERS_READ'] });
    const { id } = seller.shop.place();
    expect(await read(seller, id)).toMatchObject({ order: { customer: { email: 'ada.lovelace@example.com' } } });
    const gone = sellerWithAdmin();
    gone.between.alter = (answer, { path }) => (path.includes('/customers/') ? notFound : answer);
    expect(await read(gone, gone.shop.place().id)).toMatchObject({ order: { customer: { firstName: undefined } } });
  });

  const notFound = {
    status: 404,
    headers: {},
    body: '{"errors":[{"category":"INVALID_REQUEST_ERROR","code":"NOT_FOUND"}]}',
  };

  it('waits for a refund that isn’t there yet, because less would look refunded', async () => {
    const { shop, admin, between } = sellerWithAdmin();
    const { id } = shop.place();
    shop.refund(id);
    between.alter = (answer, { path }) => (path.includes('/refunds/') ? notFound : answer);
    await expect(admin.fetch(id)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('refuses an answer about another refund', async () => {
    const { shop, admin, between } = sellerWithAdmin();
    const { id } = shop.place();
    shop.refund(id, { amount: '1.00' });
    expect(await admin.fetch(id)).toBeDefined();
    between.alter = (answer, { path }) =>
      path.includes('/refunds/') ? { ...answer, body: answer.body.replace(/"id":"[^"]+"/, '"id":"other"') } : answer;
    await expect(admin.fetch(id)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('goes without times that are null, as the reader does', async () => {
    const seller = sellerWithAdmin();
    const { id } = seller.shop.place();
    seller.between.alter = (answer) => ({
      ...answer,
      body: answer.body.replaceAll(/"updated_at":"[^"]+"/g, '"updated_at":null'),
    });
    expect(await read(seller, id)).toMatchObject({ type: 'paid', order: { orderId: id } });
  });

  it('refuses an answer about another order', async () => {
    const { shop, admin, between } = sellerWithAdmin();
    const { id } = shop.place();
    between.alter = (answer) => ({ ...answer, body: answer.body.replaceAll(id, 'another') });
    await expect(admin.fetch(id)).rejects.toMatchObject({ kind: 'unavailable' });
  });
});

describe('a refusal', () => {
  const errors = (code: string) => JSON.stringify({ errors: [{ category: 'x', code, detail: 'tok3n' }] });
  const answers: [string, number, string, Record<string, string>][] = [
    ['unauthorized', 401, errors('ACCESS_TOKEN_EXPIRED'), {}],
    ['scope', 403, errors('INSUFFICIENT_SCOPES'), {}],
    ['throttled', 429, errors('RATE_LIMITED'), { 'retry-after': '7' }],
    ['version', 400, errors('INVALID_SQUARE_VERSION_FORMAT'), {}],
    ['version', 400, errors('API_VERSION_INCOMPATIBLE'), {}],
    ['unreadable', 400, errors('BAD_REQUEST'), {}],
    ['unavailable', 503, '', {}],
    ['unavailable', 404, '<html></html>', {}],
    ['unavailable', 403, '<html>proxy</html>', {}],
    ['unavailable', 302, '', { location: 'https://evil.example' }],
    ['unavailable', 200, '<html></html>', {}],
    ['unreadable', 200, '{"order":{"id":"a b"}}', {}],
    ['clock', 200, '{}', { date: new Date(start + 3_600_000).toUTCString() }],
  ];

  it.each(answers)('is “%s” for %i %s', async (kind, status, body, headers) => {
    const { admin, between } = sellerWithAdmin();
    between.alter = () => ({ status, headers, body });
    const refused = admin.fetch('o-1');
    await expect(refused).rejects.toMatchObject({ kind });
    // The platform's own words may quote anything.
    await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining('tok3n') });
  });
});
