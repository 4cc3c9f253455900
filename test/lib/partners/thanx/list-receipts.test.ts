import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createReceipt } from '../../../../lib/partners/thanx/create-receipt.ts';
import { createToken } from '../../../../lib/partners/thanx/create-token.ts';
import { listReceipts } from '../../../../lib/partners/thanx/list-receipts.ts';
import type { ThanxSandbox } from '../../../../local/partners/thanx-sandbox.ts';
import { admin, injectFault } from '../../../support/partner-faults.ts';
import { credential, open, startRoomyThanx, timing } from '../../../support/thanx-client.ts';

let sandbox: ThanxSandbox;
let bearer: string;
const { clientId } = credential;
const list = async (page = 1) =>
  listReceipts(await open(sandbox.url), { clientId, bearer, merchantId: 'm-1', page }, timing());
const submit = async (marker: string, amount = '29.30') => {
  const receipt = {
    merchantId: 'm-1',
    amount,
    paymentType: 'other' as const,
    purchasedAt: '2026-01-31T13:00:00.250+01:00',
    userComments: marker,
  };
  const made = await createReceipt(await open(sandbox.url), { clientId, bearer, receipt }, timing());
  if (made.kind !== 'ok') throw new Error(made.kind);
  return made.value;
};
const answers = (body: unknown) => injectFault(sandbox, { fault: 'status', status: 200, body: JSON.stringify(body) });

beforeAll(async () => {
  sandbox = await startRoomyThanx();
});
afterAll(() => sandbox.close());
afterEach(() => admin(sandbox, 'DELETE /faults'));
beforeAll(async () => {
  const call = { credential, merchantId: 'm-1', email: 'lister@example.com' };
  const token = await createToken(await open(sandbox.url), call, timing());
  if (token.kind !== 'ok') throw new Error(token.kind);
  bearer = token.value.accessToken;
});

describe('listReceipts', () => {
  it('gives what was submitted, its amount a decimal and its time an instant', async () => {
    const { id, userId } = await submit('oak/oak-1');
    const seen = await list();
    expect(seen).toMatchObject({ kind: 'ok', value: { more: false, page: 1 } });
    expect(seen.kind === 'ok' && seen.value.receipts).toMatchObject([
      {
        id,
        userId,
        merchantId: 'm-1',
        amount: '29.3',
        purchasedAtMs: Date.parse('2026-01-31T12:00:00.250Z'),
        comments: 'oak/oak-1',
        state: 'pending',
      },
    ]);
  });

  it('goes on where there is more than a page', async () => {
    for (let n = 0; n < 100; n++) await submit(`oak/oak-2-${n}`);
    expect(await list(1)).toMatchObject({ kind: 'ok', value: { more: true, page: 1 } });
    const last = await list(2);
    expect(last).toMatchObject({ kind: 'ok', value: { more: false, page: 2 } });
    expect(last.kind === 'ok' && last.value.receipts).toHaveLength(1);
  });

  it.each([
    ['total_pages', { pagination: { current_page: 1, total_pages: 2 } }, 1, true],
    ['total_page', { pagination: { current_page: 1, total_page: '2' } }, 1, true],
    ['no pagination, with a page no fuller than by default', {}, 9, false],
    ['no pagination, with a page that may be full', {}, 10, true],
    ['a number of pages that is none', { pagination: { current_page: null, total_pages: null } }, 10, true],
    ['a pagination of other fields', { pagination: { next: null } }, 0, false],
  ])('understands %s', async (_, pagination, count, more) => {
    const receipts = Array.from({ length: count }, (_each, index) => ({ id: index + 1 }));
    await answers({ receipts, ...pagination });
    expect(await list()).toMatchObject({ kind: 'ok', value: { more } });
  });

  it.each([
    ['12.50', '12.5'],
    [12.5, '12.5'],
    ['1e2', '100'],
    ['12,50', undefined],
    [null, undefined],
  ])('reads the amount %j', async (amount, read) => {
    await answers({ receipts: [{ id: 7, amount }] });
    const seen = await list();
    expect(seen.kind === 'ok' && seen.value.receipts[0]).toMatchObject({ id: '7', amount: read });
  });

  it('survives fields that are not what they should be, and words without end', async () => {
    const odd = { id: 'r', state: 'levitating', purchased_at: 'yesterday', user_comments: null, user_id: {} };
    await answers({ receipts: [{ ...odd, rejection_text: 'x'.repeat(5000) }] });
    const seen = await list();
    const [receipt] = seen.kind === 'ok' ? seen.value.receipts : [];
    expect(receipt).toMatchObject({ id: 'r', state: undefined, purchasedAtMs: undefined, comments: undefined });
    expect(receipt?.rejectionText).toHaveLength(2048);
  });

  it.each([
    ['a receipt without an id', { receipts: [{ id: 'r' }, { amount: 1 }] }],
    ['no list', { receipts: null }],
    ['something else', []],
  ])('does not believe %s', async (_, body) => {
    await answers(body);
    expect(await list()).toEqual({ kind: 'unknown', reason: 'unreadable answer', status: 200 });
  });

  it('is told when its token is none', async () => {
    await admin(sandbox, 'DELETE /tokens');
    expect(await list()).toEqual({ kind: 'unauthorized', status: 401 });
  });
});
