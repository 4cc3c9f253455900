import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Basket } from '../../../../lib/order/basket/plan.ts';
import { createBasket, encodeBasket } from '../../../../lib/partners/thanx/create-basket.ts';
import { createToken } from '../../../../lib/partners/thanx/create-token.ts';
import { findUser } from '../../../../lib/partners/thanx/find-user.ts';
import { startThanxSandbox, type ThanxSandbox } from '../../../../local/partners/thanx-sandbox.ts';
import { admin, injectFault } from '../../../support/partner-faults.ts';
import { credential, open, timing } from '../../../support/thanx-client.ts';

let sandbox: ThanxSandbox;
let bearer: string;
let number = 0;

const basketWith = (differs: Partial<Basket> = {}): Basket => ({
  id: `foo.foo-${number}`,
  orderTimestamp: '2026-01-31T13:00:00+01:00',
  locationUid: 'online',
  items: [{ id: 'desk', name: 'Oak "desk"', price: '040.50' }],
  subtotal: '40.50',
  payments: [{ issuer: 'visa', last4: '0042', amount: '48.20', authorizedAt: '2026-01-31T12:00:00.000Z' }],
  ...differs,
});
const find = async (email: string, merchantId = 'm-1') =>
  findUser(await open(sandbox.url), { credential, merchantId, email }, timing());
const send = async (basket: Basket, standing: { refunded?: string } = {}, merchantKey = 'key-1') =>
  createBasket(
    await open(sandbox.url),
    {
      merchantKey,
      bearer,
      basket,
      standing: standing.refunded === undefined ? {} : { refunded: standing.refunded },
    },
    timing(),
  );
const mine = () => sandbox.baskets().filter(({ id }) => id === `foo.foo-${number}`);

beforeAll(async () => {
  sandbox = await startThanxSandbox({
    port: 0,
    credentials: [credential],
    merchants: [{ id: 'm-1', name: 'Foo', handle: 'foo', key: 'key-1', locationUids: ['online'] }],
    settings: { limits: [{ requests: 100_000, windowMs: 1000 }] },
  });
  const user = await find('member@example.com');
  if (user.kind !== 'ok') throw new Error(user.kind);
  const token = await createToken(await open(sandbox.url), { credential, merchantId: 'm-1', ...user.value }, timing());
  if (token.kind !== 'ok') throw new Error(token.kind);
  bearer = token.value.accessToken;
});
afterAll(() => sandbox.close());
afterEach(async () => {
  await admin(sandbox, 'DELETE /faults');
  number += 1;
});

describe('findUser', () => {
  it('says who has an address, and that nobody has another', async () => {
    expect(await find('someone@example.com')).toEqual({
      kind: 'ok',
      value: { userId: expect.stringMatching(/^\w+$/) },
    });
    expect(await find('nobody@stranger.example')).toEqual({ kind: 'no-member' });
  });

  it.each([
    ['{"users":[{"id":"a"},{"id":"b"}]}', { kind: 'rejected', status: 200, code: 'several-users', words: '' }],
    [
      '{"users":[{"id":"a","email":"other@example.com"}]}',
      { kind: 'rejected', status: 200, code: 'another-user', words: '' },
    ],
    ['{"users":[{"id":"a","email":"Someone@Example.com"}]}', { kind: 'ok', value: { userId: 'a' } }],
    ['{"users":[{"id":17}]}', { kind: 'ok', value: { userId: '17' } }],
    ['{"user":{"id":"a"}}', { kind: 'unknown', reason: 'unreadable answer', status: 200 }],
    ['{"users":[{"name":"Ada"}]}', { kind: 'unknown', reason: 'unreadable answer', status: 200 }],
  ])('gives nobody’s points to somebody else: %s', async (body, outcome) => {
    await injectFault(sandbox, { fault: 'status', status: 200, body });
    expect(await find('someone@example.com')).toEqual(outcome);
  });

  it('of an address that nobody can have', async () => {
    const body = '{"error":{"code":"USER_EMAIL_INVALID","message":"The email entered is invalid."}}';
    await injectFault(sandbox, { fault: 'status', status: 400, body });
    expect(await find('x@y')).toEqual({ kind: 'no-email' });
  });

  it('without its scope is refused', async () => {
    await injectFault(sandbox, { fault: 'status', status: 403, body: '{"error":{"code":"FORBIDDEN","message":"no"}}' });
    expect(await find('someone@example.com')).toEqual({ kind: 'unauthorized', status: 403 });
  });
});

describe('a basket', () => {
  it('has exactly the decimals’ digits as numbers, times with offset, and our id', () => {
    expect(encodeBasket(basketWith(), {})).toBe(
      `{"id":"foo.foo-${number}","state":"billed","order_timestamp":"2026-01-31T12:00:00.000+00:00",` +
        '"location_uid":"online","items":[{"id":"desk","name":"Oak \\"desk\\"","price":40.50}],"subtotal":40.50,' +
        '"payments":[{"issuer":"visa","last4":"0042","amount":48.20,"authorized_at":"2026-01-31T12:00:00.000+00:00"}]}',
    );
  });

  it.each([
    ['12.5', '"state":"refunded"', '"subtotal":12.5,'],
    ['40.50', '"state":"refunded"', '"subtotal":40.50,'],
    ['99', '"state":"refunded"', '"subtotal":40.50,'],
  ])('refunded by %s says what was refunded in all, and never more than was billed', (refunded, ...parts) => {
    const body = encodeBasket(basketWith(), { refunded });
    for (const part of parts) expect(body).toContain(part);
  });

  it('leaves out the digits of a gift card that the platform doesn’t know', () => {
    const payments = [{ issuer: 'gift card', amount: '5', authorizedAt: '2026-01-31T12:00:00.000Z' }];
    expect(encodeBasket(basketWith({ payments }), {})).not.toContain('last4');
  });

  it('sent twice counts once, and refunds take its points back', async () => {
    const basket = basketWith();
    for (const standing of [{}, {}, { refunded: '10.50' }, { refunded: '10.50' }])
      expect(await send(basket, standing)).toMatchObject({ kind: 'ok' });
    expect(mine()).toMatchObject([{ state: 'refunded', points: 30 }]);
    expect(await send(basket, { refunded: '40.50' })).toMatchObject({ kind: 'ok' });
    expect(mine()).toMatchObject([{ points: 0 }]);
  });

  it('with a wrong merchant key is unauthorized, and at an unknown location rejected', async () => {
    expect(await send(basketWith(), {}, 'wrong')).toEqual({ kind: 'unauthorized', status: 401 });
    expect(await send(basketWith({ locationUid: 'moon' }))).toMatchObject({ kind: 'rejected', status: 400 });
    expect(mine()).toEqual([]);
  });

  it.each([
    ['404 in the Loyalty API’s own words: what it names doesn’t exist', '{"code":404,"message":"no"}', 'rejected'],
    ['404 of anybody else: the endpoint has moved', '<html>not found</html>', 'moved'],
  ])('%s', async (_, body, kind) => {
    await injectFault(sandbox, { fault: 'status', status: 404, body });
    expect((await send(basketWith())).kind).toBe(kind);
  });

  it.each([
    { fault: 'reset-after' },
    { fault: 'no-answer', acts: true },
    { fault: 'html-after' },
    { fault: 'status', status: 503 },
  ])('that was not clearly answered may be there: %j', async (fault) => {
    await injectFault(sandbox, { ...fault, times: 1 });
    const basket = basketWith();
    const outcome = await createBasket(
      await open(sandbox.url),
      { merchantKey: 'key-1', bearer, basket, standing: {} },
      timing(300),
    );
    expect(outcome.kind).toBe('unknown');
    expect(await send(basket)).toMatchObject({ kind: 'ok' });
    expect(mine()).toMatchObject([{ points: 40.5 }]);
  });
});
