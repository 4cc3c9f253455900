import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { admin } from '../../support/partner-faults.ts';
import { RawThanx } from '../../support/raw-thanx.ts';

let thanx: RawThanx;
beforeEach(async () => {
  thanx = new RawThanx();
  await thanx.start();
});
afterEach(() => thanx.stop());

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

  it('takes the credential on the partner API only, a member’s token on the consumer API only', async () => {
    const token = await thanx.memberToken();
    expect(await thanx.call('GET /partner/scopes', token)).toMatchObject({ status: 401 });
    expect(await thanx.call('GET /receipts', 'partner-secret')).toMatchObject({ status: 401 });
    expect(await thanx.call('GET /partner/scopes', 'partner-secret')).toEqual({
      status: 200,
      body: { scopes: ['auth.create'] },
    });
    expect(await thanx.call('GET /partner/merchants', 'partner-secret')).toMatchObject({
      body: { merchants: [{ id: 'm-1' }] },
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
    [{ merchant_id: 'm-1' }, 400],
    [{ merchant_id: 'm-1', email: 'a@example.com', phone: '+4915112345678' }, 400],
    [{ merchant_id: 'm-1', email: 'nonsense' }, 400],
    [{ merchant_id: 'm-1', email: 'a@example.com', expires_in: 30 }, 400],
    [{ merchant_id: 'm-2', email: 'a@example.com' }, 404],
    [{ merchant_id: 'm-1', email: 'a@stranger.example' }, 400],
  ])('are not given for %o', async (body, status) => {
    expect(await thanx.call('POST /partner/oauth/token', 'partner-secret', body)).toMatchObject({ status });
  });

  it('follow the members that were set', async () => {
    await admin(thanx, 'PUT /members', { merchantId: 'm-1', add: ['A@stranger.example'], remove: ['b@example.com'] });
    expect(await thanx.memberToken('a@stranger.example')).toEqual(expect.any(String));
    expect(await thanx.memberToken('b@example.com')).toBeUndefined();
  });

  it('need their scope', async () => {
    await admin(thanx, 'PUT /credentials', { clientId: 'client-1', accessToken: 'partner-secret', scopes: [] });
    const body = { merchant_id: 'm-1', email: 'a@example.com' };
    expect(await thanx.call('POST /partner/oauth/token', 'partner-secret', body)).toMatchObject({ status: 403 });
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
