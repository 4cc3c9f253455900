import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { admin } from '../../../support/partner-faults.ts';
import { RawThanx } from '../../../support/raw-thanx.ts';

let thanx: RawThanx;
beforeEach(async () => {
  thanx = new RawThanx();
  await thanx.start();
});
afterEach(() => thanx.stop());

const forbidden = { status: 403, body: { error: { code: 'FORBIDDEN' } } };
const withScopes = (scopes: string[]) =>
  admin(thanx, 'PUT /credentials', { clientId: 'client-1', accessToken: 'partner-secret', scopes });

describe('headers', () => {
  it.each([
    ['accept-version', 'v3.0', 400],
    ['accept', '*/*', 400],
    ['content-type', 'text/plain', 400],
    ['user-agent', 'curl', 400],
    ['x-clientid', 'client-2', 401],
    ['authorization', 'partner-secret', 401],
    ['authorization', 'Bearer another', 401],
  ])('refuses %s: %s with %i', async (name, value, status) => {
    expect(await thanx.call('GET /partner/scopes', 'partner-secret', undefined, { [name]: value })).toMatchObject({
      status,
    });
  });

  it.each([
    ['Sun, 01 Mar 2026 12:05:10 GMT', 200],
    ['Sun, 01 Mar 2026 11:55:10 GMT', 200],
    ['Sun, 01 Mar 2026 12:05:11 GMT', 400],
    ['Sun, 01 Mar 2026 11:55:09 GMT', 400],
    ['2026-03-01T12:00:10Z', 400],
    ['soon', 400],
  ])('answers a date of %s, at 12:00:10, with %i', async (date, status) => {
    const answer = await thanx.call('GET /partner/scopes', 'partner-secret', undefined, { date });
    expect(answer).toMatchObject(status === 200 ? { status } : { status, body: { error: { code: 'BAD_REQUEST' } } });
  });

  it('takes the credential on the partner API only, a member’s token on the consumer API only', async () => {
    const token = await thanx.memberToken();
    expect(await thanx.call('GET /partner/scopes', token)).toMatchObject({ status: 401 });
    expect(await thanx.call('GET /receipts', 'partner-secret')).toMatchObject({ status: 401 });
    expect(await thanx.call('GET /partner/scopes', 'partner-secret')).toEqual({
      status: 200,
      body: { scopes: ['auth.create', 'users.read'] },
    });
    expect(await thanx.call('GET /partner/merchants', 'partner-secret')).toEqual({
      status: 200,
      body: { merchants: [{ id: 'm-1', name: 'Foo', handle: 'foo' }] },
    });
  });
});

describe('tokens', () => {
  it('end when they said they would', async () => {
    const body = { merchant_id: 'm-1', email: 'a@example.com', expires_in: 60 };
    const created = await thanx.send('POST /partner/oauth/token', 'partner-secret', body);
    expect(created).toMatchObject({
      status: 200,
      body: { token_type: 'Bearer', expires_in: 60, created_at: thanx.startMs / 1000 },
    });
    thanx.nowMs = thanx.startMs + 59_999;
    expect(await thanx.send('GET /receipts', created.body.access_token)).toMatchObject({ status: 200 });
    thanx.nowMs = thanx.startMs + 60_000;
    expect(await thanx.send('GET /receipts', created.body.access_token)).toMatchObject({
      status: 401,
      body: { error: { code: 'AUTHENTICATION_GENERIC' } },
    });
  });

  it.each([
    [{ merchant_id: 'm-1' }, 400, 'BAD_REQUEST'],
    [{ merchant_id: 'm-1', email: 'a@example.com', phone: '+4915112345678' }, 400, 'BAD_REQUEST'],
    [{ merchant_id: 'm-1', email: 'nonsense' }, 400, 'USER_EMAIL_INVALID'],
    [{ merchant_id: 'm-1', phone: '0151 2345' }, 400, 'USER_PHONE_INVALID'],
    [{ merchant_id: 'm-1', email: 'a@example.com', expires_in: 30 }, 400, 'BAD_REQUEST'],
    [{ merchant_id: 'm-1', email: 'a@example.com', scope: 'consumer' }, 400, 'BAD_REQUEST'],
    [{ merchant_id: 'm-2', email: 'a@example.com' }, 404, 'RESOURCE_NOT_FOUND'],
  ])('are not given for %o', async (body, status, code) => {
    const answer = await thanx.call('POST /partner/oauth/token', 'partner-secret', body);
    expect(answer).toMatchObject({ status, body: { error: { code } } });
  });

  it('are not given for strangers, with the documented words', async () => {
    const stranger = { merchant_id: 'm-1', email: 'a@stranger.example' };
    expect(await thanx.call('POST /partner/oauth/token', 'partner-secret', stranger)).toEqual({
      status: 400,
      body: { error: 'access_denied', error_description: 'Unknown user' },
    });
  });

  it('follow the members that were set', async () => {
    await admin(thanx, 'PUT /members', { merchantId: 'm-1', add: ['A@stranger.example'], remove: ['b@example.com'] });
    expect(await thanx.memberToken('a@stranger.example')).toEqual(expect.any(String));
    expect(await thanx.memberToken('b@example.com')).toBeUndefined();
  });

  it('need their scope', async () => {
    await withScopes(['users.read']);
    const body = { merchant_id: 'm-1', email: 'a@example.com' };
    expect(await thanx.call('POST /partner/oauth/token', 'partner-secret', body)).toMatchObject(forbidden);
  });
});

describe('users', () => {
  const users = (query: string) => thanx.call(`GET /partner/users?${query}`, 'partner-secret');

  it('are found by address, and get tokens by their ID, even after a restart', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'thanx-')), 'books.json');
    await thanx.stop();
    await thanx.start(file);
    const found = await users('merchant_id=m-1&email=A%40example.com');
    expect(found).toMatchObject({
      status: 200,
      body: {
        users: [{ id: expect.any(String), email: 'a@example.com' }],
        pagination: { current_page: 1, per_page: 10, total_pages: 1 },
      },
    });
    const byId = { merchant_id: 'm-1', user_id: found.body.users[0]!.id };
    await thanx.stop();
    await thanx.start(file);
    const unknown = { error_description: 'Unknown user' };
    expect(await thanx.call('POST /partner/oauth/token', 'partner-secret', byId)).toMatchObject({ status: 200 });
    const another = { merchant_id: 'm-1', user_id: 'another' };
    expect(await thanx.call('POST /partner/oauth/token', 'partner-secret', another)).toMatchObject({ body: unknown });
  });

  it('are none for a stranger, and only known ones without an address', async () => {
    expect((await users('merchant_id=m-1&email=a%40stranger.example')).body.users).toEqual([]);
    expect((await users('merchant_id=m-1')).body.users).toEqual([]);
    await thanx.memberToken('b@example.com');
    expect((await users('merchant_id=m-1')).body.users).toMatchObject([{ email: 'b@example.com' }]);
    expect((await users('merchant_id=m-1&phone=%2B4915112345678')).body.users).toEqual([]);
  });

  it.each([
    ['email=a%40example.com', 400, 'BAD_REQUEST'],
    ['merchant_id=m-1&mail=a%40example.com', 400, 'BAD_REQUEST'],
    ['merchant_id=m-1&email=nonsense', 400, 'USER_EMAIL_INVALID'],
    ['merchant_id=m-2&email=a%40example.com', 404, 'RESOURCE_NOT_FOUND'],
  ])('are not listed for %s', async (query, status, code) => {
    expect(await users(query)).toMatchObject({ status, body: { error: { code } } });
  });

  it('need their scope', async () => {
    await withScopes(['auth.create']);
    expect(await users('merchant_id=m-1&email=a%40example.com')).toMatchObject(forbidden);
  });
});

it('knows twelve scopes, and no others', async () => {
  const others = ['receipts.write', 'gift_cards.write', 'auth.create '];
  for (const scope of others) expect(await withScopes([scope])).toMatchObject({ error: expect.any(String) });
  const all = 'rewards.issue subscribers.write purchases.write users.read users.write tags.read tags.write';
  const more = 'feedbacks.read feedbacks.write promos.read promos.write auth.create';
  await withScopes(`${all} ${more}`.split(' '));
  expect((await thanx.call('GET /partner/scopes', 'partner-secret')).body).toMatchObject({
    scopes: expect.toSatisfy((scopes: string[]) => new Set(scopes).size === 12),
  });
});

describe('the rate limits', () => {
  it('are hard, count tokens and errors too, and say how close it came', async () => {
    const statuses = [];
    for (const route of ['GET /partner/scopes', 'GET /receipts', 'GET /nothing', 'GET /partner/merchants']) {
      statuses.push((await thanx.send(route, 'partner-secret')).status);
    }
    await thanx.send('POST /partner/oauth/token', 'partner-secret', { merchant_id: 'm-1', email: 'a@example.com' });
    statuses.push((await thanx.send('GET /partner/scopes', 'partner-secret')).status);
    thanx.nowMs += 1000;
    statuses.push((await thanx.send('GET /partner/scopes', 'partner-secret')).status);
    expect(statuses).toEqual([200, 401, 404, 200, 429, 200]);
    expect(await admin(thanx, 'GET /rate')).toMatchObject({
      'client-1': {
        refused: 1,
        windows: [
          { requests: 5, highest: 6, current: 1 },
          { requests: 2000, highest: 7 },
        ],
      },
    });
  });

  it('can be set', async () => {
    await admin(thanx, 'PUT /settings', { limits: [{ requests: 1, windowMs: 60_000 }] });
    const statuses = [
      await thanx.call('GET /partner/scopes', 'partner-secret'),
      await thanx.call('GET /partner/scopes', 'partner-secret'),
    ];
    expect(statuses.map(({ status }) => status)).toEqual([200, 429]);
  });
});
