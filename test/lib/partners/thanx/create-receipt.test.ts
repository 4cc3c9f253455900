import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createReceipt } from '../../../../lib/partners/thanx/create-receipt.ts';
import { createToken } from '../../../../lib/partners/thanx/create-token.ts';
import type { ThanxSandbox } from '../../../../local/partners/thanx-sandbox.ts';
import { admin, injectFault } from '../../../support/partner-faults.ts';
import { credential, open, startRoomyThanx, timing } from '../../../support/thanx-client.ts';

let sandbox: ThanxSandbox;
let bearer: string;
let count = 0;

const receipt = () => ({
  merchantId: 'm-1',
  amount: '29.35',
  paymentType: 'other' as const,
  purchasedAt: '2026-01-31T13:00:00+01:00',
  userComments: `foo/foo-${count}`,
});
const submit = async (changes: Partial<ReturnType<typeof receipt>> = {}, timeoutMs?: number) =>
  createReceipt(
    await open(sandbox.url),
    { clientId: credential.clientId, bearer, receipt: { ...receipt(), ...changes } },
    timing(timeoutMs),
  );
const mine = () => sandbox.receipts().filter(({ user_comments }) => user_comments === `foo/foo-${count}`);

beforeAll(async () => {
  sandbox = await startRoomyThanx();
  const call = { credential, merchantId: 'm-1', email: 'member@example.com' };
  const created = await createToken(await open(sandbox.url), call, timing());
  if (created.kind !== 'ok') throw new Error(created.kind);
  bearer = created.value.accessToken;
});
afterAll(() => sandbox.close());
afterEach(() => admin(sandbox, 'DELETE /faults'));

describe('createReceipt', () => {
  it('creates a receipt with our marker, the exact amount and instant', async () => {
    count += 1;
    const outcome = await submit();
    expect(outcome).toMatchObject({ kind: 'ok', value: { state: 'pending', userId: expect.any(String) } });
    expect(mine()).toMatchObject([
      { amount: 29.35, payment_type: 'other', purchased_at: '2026-01-31T12:00:00.000+00:00', merchant_id: 'm-1' },
    ]);
  });

  it.each([
    ['a connection broken before it acted', { fault: 'reset-before' }, 0],
    ['a connection broken after it acted', { fault: 'reset-after' }, 1],
    ['no answer', { fault: 'no-answer' }, 0],
    ['an answer too late', { fault: 'late-answer', latencyMs: 60_000 }, 1],
    ['a web page instead of an answer', { fault: 'html-after' }, 1],
    ['an answer without an id', { fault: 'no-id' }, 1],
    ['an answer that never ends', { fault: 'endless-after' }, 1],
    ['500', { fault: 'status', status: 500 }, 0],
    ['503', { fault: 'status', status: 503 }, 0],
    ['an empty 204', { fault: 'status', status: 204, body: '' }, 0],
    ['408', { fault: 'status', status: 408 }, 0],
  ])('cannot say what became of it after %s', async (_, fault, created) => {
    count += 1;
    await injectFault(sandbox, fault);
    expect(await submit({}, 500)).toMatchObject({ kind: 'unknown' });
    expect(mine()).toHaveLength(created);
  });

  it.each([
    ['429 with a wait', { status: 429, retryAfter: '30' }, { kind: 'rate-limited', retryAfterMs: 30_000 }],
    ['429', { status: 429 }, { kind: 'rate-limited' }],
    ['301', { status: 301, location: '/v5/receipts' }, { kind: 'moved', status: 301 }],
    ['404', { status: 404, body: 'no such page' }, { kind: 'moved', status: 404 }],
    ['405', { status: 405 }, { kind: 'moved', status: 405 }],
    ['401', { status: 401 }, { kind: 'unauthorized', status: 401 }],
    ['403', { status: 403 }, { kind: 'unauthorized', status: 403 }],
    ['422', { status: 422, body: 'no' }, { kind: 'rejected', status: 422, words: 'no' }],
    [
      '400',
      { status: 400, body: '{"error":{"code":"BAD","message":"no"}}' },
      { kind: 'rejected', status: 400, code: 'BAD', words: '{"error":{"code":"BAD","message":"no"}}' },
    ],
  ])('reads %s', async (_, answer, outcome) => {
    count += 1;
    await injectFault(sandbox, { fault: 'status', ...answer });
    expect(await submit()).toEqual(outcome);
    expect(mine()).toEqual([]);
  });

  it('takes no sentence for an error code: it may hold what we sent', async () => {
    const body = '{"error":"no receipt for foo/foo-1"}';
    await injectFault(sandbox, { fault: 'status', status: 400, body });
    expect(await submit()).toEqual({ kind: 'rejected', status: 400, words: body });
  });

  it('rejects an order of a merchant Thanx does not know, and blames nothing else', async () => {
    expect(await submit({ merchantId: 'm-2' })).toMatchObject({
      kind: 'rejected',
      status: 404,
      code: 'RESOURCE_NOT_FOUND',
    });
  });

  it('takes a numeric id and drops odd extras', async () => {
    const body = JSON.stringify({ receipt: { id: 77, user_id: {}, state: 'frozen', rejection_text: null }, more: 1 });
    await injectFault(sandbox, { fault: 'status', status: 201, body });
    expect(await submit()).toEqual({ kind: 'ok', value: { id: '77' } });
  });
});
