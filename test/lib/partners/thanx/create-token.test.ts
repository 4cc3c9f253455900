import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../../../lib/partners/connection.ts';
import { createReceipt } from '../../../../lib/partners/thanx/create-receipt.ts';
import { getScopes } from '../../../../lib/partners/thanx/partner-api.ts';
import { createToken } from '../../../../lib/partners/thanx/create-token.ts';
import type { ThanxSandbox } from '../../../../local/partners/thanx-sandbox.ts';
import { admin, injectFault } from '../../../support/partner-faults.ts';
import { credential, open, startRoomyThanx, timing } from '../../../support/thanx-client.ts';

let sandbox: ThanxSandbox;
const token = async (email: string, merchantId = 'm-1', accessToken = credential.accessToken) =>
  createToken(await open(sandbox.url), { credential: { ...credential, accessToken }, merchantId, email }, timing());

beforeAll(async () => {
  sandbox = await startRoomyThanx();
});
afterAll(() => sandbox.close());
afterEach(() => admin(sandbox, 'DELETE /faults'));

describe('createToken', () => {
  it('gives a token and when it ends', async () => {
    const before = Date.now();
    const outcome = await token('member@example.com');
    expect(outcome.kind === 'ok' && outcome.value.expiresAtMs).toBeGreaterThanOrEqual(before + 3_600_000);
  });

  it.each([
    ['{"access_token":"t","expires_in":120}', 120],
    ['{"access_token":"t","expires":"300"}', 300],
    ['{"access_token":"t"}', 60],
    ['{"access_token":"t","expires":1795209048}', 60],
    ['{"access_token":"t","expires_in":null,"expires":90}', 90],
  ])('reads the lifetime of %s', async (body, seconds) => {
    await injectFault(sandbox, { fault: 'status', status: 200, body });
    const at = 1_000_000;
    const connected = await connect(sandbox.url, { timeoutMs: 5000, now: () => at });
    if (connected.kind !== 'open') throw new Error(connected.reason);
    const call = { credential, merchantId: 'm-1', email: 'a@example.com' };
    const timingAt = { sendByMs: at, timeoutMs: 5000, now: () => at };
    expect(await createToken(connected.connection, call, timingAt)).toEqual({
      kind: 'ok',
      value: { accessToken: 't', expiresAtMs: at + seconds * 1000 },
    });
  });

  it('gives a token by Thanx’s own user id too, to somebody it knows', async () => {
    const byUser = async (userId: string) =>
      await createToken(await open(sandbox.url), { credential, merchantId: 'm-1', userId }, timing());
    expect(await byUser('nobody')).toEqual({ kind: 'no-member' });
    const member = await token('followed@example.com');
    if (member.kind !== 'ok') throw new Error(member.kind);
    const receipt = {
      merchantId: 'm-1',
      amount: '1',
      paymentType: 'other' as const,
      purchasedAt: '2026-01-31T12:00:00Z',
      userComments: 'a/b',
    };
    const call = { clientId: credential.clientId, bearer: member.value.accessToken, receipt };
    const made = await createReceipt(await open(sandbox.url), call, timing());
    const userId = made.kind === 'ok' ? made.value.userId : undefined;
    expect((await byUser(userId ?? '')).kind).toBe('ok');
  });

  it('finds no e-mail address in what nobody can have', async () => {
    expect(await token('kim@example')).toEqual({ kind: 'no-email' });
  });

  it.each([400, 401, 403, 404, 422])('finds no member in "unknown user" with status %i', async (status) => {
    await admin(sandbox, 'PUT /settings', { unknownUserStatus: status });
    expect(await token('someone@stranger.example')).toEqual({ kind: 'no-member' });
  });

  it.each([
    [404, '{"error":{"code":"USER_NOT_FOUND","message":"x"}}', 'no-member'],
    [404, '{"error":{"code":"RESOURCE_NOT_FOUND","message":"Couldn\'t find User"}}', 'no-member'],
    [400, '{"error":"unknown_user"}', 'no-member'],
    [400, '{"error":{"code":"USER_EMAIL_INVALID","message":"x"}}', 'no-email'],
    [422, '{"error":{"code":"USER_EMAIL_INVALID"}}', 'no-email'],
    [400, '{"error":{"code":"BAD_REQUEST","message":"USER_EMAIL_INVALID"}}', 'rejected'],
    [500, '{"error":{"code":"USER_EMAIL_INVALID"}}', 'unknown'],
    [404, '{"error":{"code":"RESOURCE_NOT_FOUND","message":"Merchant not found"}}', 'rejected'],
    [404, '<h1>unknown user agent</h1>', 'moved'],
    [401, '{"error":{"code":"AUTHENTICATION_GENERIC","message":"API user not found"}}', 'unauthorized'],
    [403, '{"error":"access_denied","error_description":"missing scope"}', 'unauthorized'],
    [401, '<h1>unknown user</h1>', 'unauthorized'],
    [400, '{"error":"invalid_request"}', 'rejected'],
    [500, '{"error":"unknown user"}', 'unknown'],
    [200, '{"token":"x"}', 'unknown'],
  ])('takes %i %s for %s', async (status, body, kind) => {
    await injectFault(sandbox, { fault: 'status', status, body });
    expect((await token('a@example.com')).kind).toBe(kind);
  });

  it('tells our own credential from the customer', async () => {
    expect(await token('someone@stranger.example', 'm-1', 'withdrawn')).toEqual({ kind: 'unauthorized', status: 401 });
    expect(await token('member@example.com', 'm-9')).toMatchObject({ kind: 'rejected', status: 404 });
  });
});

describe('getScopes', () => {
  it('lists what the credential may do', async () => {
    expect(await getScopes(await open(sandbox.url), { credential }, timing())).toEqual({
      kind: 'ok',
      value: ['auth.create', 'users.read'],
    });
  });

  it('says when the credential was withdrawn', async () => {
    const withdrawn = { ...credential, accessToken: 'withdrawn' };
    expect(await getScopes(await open(sandbox.url), { credential: withdrawn }, timing())).toMatchObject({
      kind: 'unauthorized',
    });
  });
});
