import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { admin, injectFault } from '../../../support/partner-faults.ts';
import { RawThanx } from '../../../support/raw-thanx.ts';

let thanx: RawThanx;
let token: string;
beforeEach(async () => {
  thanx = new RawThanx();
  await thanx.start();
  token = await thanx.memberToken();
});
afterEach(() => thanx.stop());

const billed = {
  id: 'foo.foo-1',
  state: 'billed',
  order_timestamp: '2026-03-01T11:59:00.000+00:00',
  location_uid: 'loc-1',
  items: [{ id: 'sku-1', name: 'Bowl', price: 45.9 }],
  subtotal: 45.9,
  payments: [{ issuer: 'visa', last4: '4242', amount: 50.1, authorized_at: '2026-03-01T11:59:00Z' }],
};
const refunded = (subtotal: number) => ({ ...billed, state: 'refunded', subtotal });
const breaches = async () => (await admin(thanx, 'GET /books'))['breaches'];
const refusedWith = (message: string | RegExp) => ({
  status: 400,
  body: { code: 400, message: expect.stringMatching(message) },
});

describe('a basket', () => {
  it('gives points once, however often it’s sent', async () => {
    expect(await thanx.basket(token, billed)).toEqual({
      status: 201,
      body: { id: 'foo.foo-1', state: 'billed', discount: '0.00' },
    });
    expect(await thanx.basket(token, billed)).toMatchObject({ status: 200, body: { state: 'billed' } });
    expect(thanx.baskets()).toMatchObject([
      { id: 'foo.foo-1', merchantId: 'm-1', state: 'billed', subtotal: 45.9, refunded: 0, points: 45.9 },
    ]);
    expect(thanx.baskets()[0]!.history).toMatchObject([{ request: billed, accepted: true, times: 2 }]);
    expect(await breaches()).toEqual([]);
  });

  it('may say where rewards would be redeemed', async () => {
    expect(await thanx.basket(token, { ...billed, redemption_venue: 'online' })).toMatchObject({ status: 201 });
    expect(await thanx.basket(token, { ...billed, redemption_venue: 'moon' })).toMatchObject({ status: 400 });
  });

  it('is refunded in part and in full', async () => {
    await thanx.basket(token, billed);
    expect(await thanx.basket(token, refunded(10.2))).toMatchObject({ status: 200, body: { state: 'refunded' } });
    expect(thanx.baskets()).toMatchObject([{ refunded: 10.2, points: 35.7 }]);
    expect(await thanx.basket(token, refunded(10.2))).toMatchObject({ status: 200 });
    expect(await thanx.basket(token, refunded(45.9))).toMatchObject({ status: 200 });
    expect(thanx.baskets()).toMatchObject([
      { state: 'refunded', refunded: 45.9, points: 0, history: [{ times: 1 }, { times: 2 }, { times: 1 }] },
    ]);
    expect(await breaches()).toEqual([]);
  });

  it('that was never billed is refunded without points', async () => {
    expect(await thanx.basket(token, refunded(45.9))).toMatchObject({ status: 201 });
    expect(thanx.baskets()).toMatchObject([{ state: 'refunded', refunded: 0, points: 0 }]);
  });

  it.each([
    ['is billed after its refund', [billed, refunded(45.9)], billed, 'billed-after-refunded', /refunded already/],
    ['is billed after a refund alone', [refunded(45.9)], billed, 'billed-after-refunded', /refunded already/],
    ['changes while it is billed', [billed], { ...billed, subtotal: 46 }, 'changed-after-billed', /other contents/],
    ['loses a payment while it is billed', [billed], { ...billed, payments: [] }, 'changed-after-billed', /other/],
    ['is refunded less than before', [billed, refunded(20)], refunded(10), 'refund-shrank', /refunded already/],
    ['is refunded more than it cost', [billed], refunded(45.91), 'refund-too-high', /more than was billed/],
    ['is voided once billed', [billed], { ...billed, state: 'voided' }, 'went-back', /can’t be voided/],
    ['is placed once billed', [billed], { ...billed, state: 'placed' }, 'went-back', /is billed already/],
    ['is completed before it is billed', [], { ...billed, state: 'completed' }, 'went-back', /Only a billed/],
  ])('that %s is refused and counts as a breach', async (_, before, request, breach, message) => {
    for (const one of before) expect(await thanx.basket(token, one)).toMatchObject({ body: { state: one.state } });
    const [known] = thanx.baskets();
    expect(await thanx.basket(token, request)).toMatchObject(refusedWith(message));
    expect(await breaches()).toMatchObject([{ basket: 'foo.foo-1', breach }]);
    expect(thanx.baskets()[0]).toMatchObject({
      points: known?.points ?? 0,
      refunded: known?.refunded ?? 0,
      history: expect.arrayContaining([expect.objectContaining({ accepted: false, times: 1 })]),
    });
  });

  it('goes through all of its documented states', async () => {
    for (const state of ['checkout', 'checkout', 'placed', 'billed', 'completed', 'billed', 'refunded']) {
      expect(await thanx.basket(token, { ...billed, state })).toMatchObject({ body: { id: 'foo.foo-1' } });
    }
    await thanx.basket(token, { ...billed, id: 'foo.foo-2', state: 'placed' });
    await thanx.basket(token, { ...billed, id: 'foo.foo-2', state: 'voided' });
    expect(thanx.baskets()).toMatchObject([{ state: 'refunded' }, { state: 'voided' }]);
    expect(await breaches()).toEqual([]);
  });

  it('needs no ID at checkout', async () => {
    const checkout = { ...billed, id: undefined, state: 'checkout' };
    expect(await thanx.basket(token, checkout)).toMatchObject({ status: 201, body: { id: expect.any(String) } });
    expect(await thanx.basket(token, { ...billed, id: undefined })).toMatchObject({ status: 400 });
  });

  it('belongs to its member', async () => {
    await thanx.basket(token, billed);
    const other = await thanx.memberToken('b@example.com');
    expect(await thanx.basket(other, billed)).toMatchObject(refusedWith('another member’s'));
  });

  it('survives a restart', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'thanx-')), 'books.json');
    await thanx.stop();
    await thanx.start(file);
    await thanx.basket(await thanx.memberToken(), billed);
    await thanx.stop();
    await thanx.start(file);
    expect(await thanx.basket(await thanx.memberToken(), billed)).toMatchObject({ status: 200 });
    expect(thanx.baskets()).toMatchObject([{ points: 45.9, history: [{ times: 2 }] }]);
  });
});

describe('a basket’s request is refused', () => {
  const item = billed.items[0];
  const payment = billed.payments[0];

  it.each([
    ['without a state', { state: undefined }, /state/],
    ['with a state of the crawl', { state: 'open' }, /state/],
    ['without a time', { order_timestamp: undefined }, /order_timestamp/],
    ['with a time without an offset', { order_timestamp: '2026-03-01T11:59:00' }, /order_timestamp/],
    ['without a location', { location_uid: undefined }, /location_uid/],
    ['with another location', { location_uid: 'loc-2' }, /location loc-2/],
    ['without items', { items: undefined }, /items/],
    ['with no item', { items: [] }, /items/],
    ['without a subtotal', { subtotal: undefined }, /subtotal/],
    ['with a subtotal in words', { subtotal: '45.90' }, /subtotal/],
    ['with a negative subtotal', { subtotal: -1 }, /subtotal/],
    ['with a price in words', { items: [{ ...item, price: '45.90' }] }, /price/],
    ['with a quantity', { items: [{ ...item, quantity: 1 }] }, /quantity/],
    ['with a whole card number', { payments: [{ ...payment, last4: '4242424242424242' }] }, /last4/],
    ['with last4 as a number', { payments: [{ ...payment, last4: 4242 }] }, /last4/],
    ['with an amount instead of a subtotal', { subtotal: undefined, amount: 45.9 }, /amount/],
    ['with the field of the support tool', { refund: true }, /refund/],
    ['with a reward', { rewards: ['r-1'] }, /reward/],
  ])('%s', async (_, change, message) => {
    expect(await thanx.basket(token, { ...billed, ...change })).toMatchObject(refusedWith(message));
    expect(thanx.baskets()).toEqual([]);
  });

  it('if it’s wrapped, or no JSON object', async () => {
    expect(await thanx.basket(token, { basket: billed })).toMatchObject({ status: 400, body: { code: 400 } });
    expect(await thanx.basket(token, [billed])).toMatchObject({ status: 400, body: { code: 400 } });
  });

  it.each([
    ['accept', 'application/json'],
    ['content-type', 'text/plain'],
    ['user-agent', 'curl'],
    ['x-clientid', 'client-1'],
    ['accept-version', 'v4.0'],
    ['reward-redemption-token', 'code1234'],
    ['date', 'Sun, 01 Mar 2026 11:00:00 GMT'],
  ])('with the header %s: %s', async (name, value) => {
    expect(await thanx.basket(token, billed, { [name]: value })).toMatchObject(refusedWith(name));
  });

  it.each([
    ['another merchant’s key', {}, { 'merchant-key': 'other-key' }],
    ['the credential’s own token', { bearer: 'partner-secret' }, {}],
    ['an unknown token', { bearer: 'unknown' }, {}],
  ])('with %s: 401', async (_, { bearer = token }: { bearer?: string }, headers) => {
    expect(await thanx.basket(bearer, billed, headers)).toMatchObject({ status: 401, body: { code: 401 } });
  });

  it('with a key that was replaced', async () => {
    await admin(thanx, 'PUT /merchant-keys', { merchantId: 'm-1', key: 'new-key' });
    expect(await thanx.basket(token, billed)).toMatchObject({ status: 401 });
    expect(await thanx.basket(token, billed, { 'merchant-key': 'new-key' })).toMatchObject({ status: 201 });
  });
});

it('shares one budget of requests with the other hosts', async () => {
  await admin(thanx, 'PUT /settings', { limits: [{ requests: 2, windowMs: 60_000 }] });
  await thanx.call('GET /partner/scopes', 'partner-secret');
  expect(await thanx.basket(token, billed)).toMatchObject({ status: 201 });
  expect(await thanx.basket(token, billed)).toMatchObject({ status: 429, body: { code: 429 } });
  expect(await admin(thanx, 'GET /rate')).toMatchObject({ 'client-1': { refused: 1 } });
});

describe('faults', () => {
  it.each([
    [{ fault: 'reset-before' }, []],
    [{ fault: 'reset-after' }, [1]],
    [{ fault: 'html-after' }, [1]],
    [{ fault: 'latency', latencyMs: 1 }, [1]],
    [{ fault: 'late-answer', latencyMs: 1 }, [1]],
    [{ fault: 'status', status: 503 }, []],
    [{ fault: 'status', code: 'GENERIC_ERROR' }, []],
  ])('%j of one basket leaves %j', async (fault, times) => {
    await injectFault(thanx, { ...fault, subject: 'foo-1' });
    await thanx.basket(token, billed).catch(() => undefined);
    expect(thanx.baskets().map(({ history }) => history[0]!.times)).toEqual(times);
    expect(await thanx.basket(token, { ...billed, id: 'foo.foo-2' })).toMatchObject({ status: 201 });
  });

  it('can leave out the ID', async () => {
    await injectFault(thanx, { fault: 'no-id', subject: 'foo.foo-1' });
    expect(await thanx.basket(token, billed)).toEqual({ status: 201, body: { state: 'billed', discount: '0.00' } });
  });
});
