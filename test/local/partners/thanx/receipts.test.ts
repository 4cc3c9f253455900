import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { admin, injectFault } from '../../../support/partner-faults.ts';
import { RawThanx } from '../../../support/raw-thanx.ts';

let thanx: RawThanx;
beforeEach(async () => {
  thanx = new RawThanx();
  await thanx.start();
});
afterEach(() => thanx.stop());

const receipt = {
  merchant_id: 'm-1',
  amount: 13.45,
  payment_type: 'other',
  purchased_at: '2026-02-28T00:52:10.655+00:00',
  user_comments: 'foo/foo-1',
};

describe('receipts', () => {
  it('are created twice by the same request: nothing is idempotent', async () => {
    const token = await thanx.memberToken();
    const first = await thanx.call('POST /receipts', token, { receipt });
    const second = await thanx.call('POST /receipts', token, { receipt: { ...receipt, amount: '13.45' } });
    expect(first).toMatchObject({
      status: 201,
      body: { receipt: { ...receipt, state: 'pending', rejection_text: null } },
    });
    expect(second.body.receipt.amount).toBe(13.45);
    expect(second.body.receipt.id).not.toBe(first.body.receipt.id);
    expect(await admin(thanx, 'GET /books')).toMatchObject({
      created: [{ user_comments: 'foo/foo-1' }, { user_comments: 'foo/foo-1' }],
      requests: 3,
      calls: [{}, { subject: 'foo/foo-1', outcome: 201 }, { subject: 'foo/foo-1', outcome: 201 }],
    });
  });

  it.each([
    ['an unwrapped body', receipt, 400],
    ['an unknown field', { receipt: { ...receipt, tip: 1 } }, 400],
    ['no amount', { receipt: { ...receipt, amount: undefined } }, 400],
    ['nothing', { receipt: { ...receipt, amount: 0 } }, 400],
    ['a negative amount', { receipt: { ...receipt, amount: '-1' } }, 400],
    ['an amount in words', { receipt: { ...receipt, amount: '1e3' } }, 400],
    ['a time without an offset', { receipt: { ...receipt, purchased_at: '2026-02-28T00:52:10' } }, 400],
    ['a date', { receipt: { ...receipt, purchased_at: '2026-02-28' } }, 400],
    ['another payment', { receipt: { ...receipt, payment_type: 'bitcoin' } }, 400],
    ['a merchant of others', { receipt: { ...receipt, merchant_id: 'm-2' } }, 404],
  ])('are refused with %s', async (_, body, status) => {
    expect(await thanx.call('POST /receipts', await thanx.memberToken(), body)).toMatchObject({ status });
    expect(thanx.receipts()).toEqual([]);
  });

  it('age through their states', async () => {
    await admin(thanx, 'PUT /settings', {
      processingAfterMs: 1000,
      settledAfterMs: 5000,
      deny: { 'foo-2': 'blurred' },
    });
    const token = await thanx.memberToken();
    await thanx.send('POST /receipts', token, { receipt });
    await thanx.send('POST /receipts', token, { receipt: { ...receipt, user_comments: 'foo/foo-2' } });
    const states = (afterMs: number) => {
      thanx.nowMs = thanx.startMs + 10_000 + afterMs;
      return thanx.receipts().map(({ state, rejection_text: text }) => [state, text]);
    };
    expect(states(999)).toEqual([
      ['pending', null],
      ['pending', null],
    ]);
    expect(states(1000)).toEqual([
      ['processing', null],
      ['processing', null],
    ]);
    expect(states(5000)).toEqual([
      ['applied', null],
      ['denied', 'blurred'],
    ]);
    await admin(thanx, 'PUT /receipts', { id: thanx.receipts()[0]!.id, state: 'denied', text: 'by hand' });
    expect(states(0)).toEqual([
      ['denied', 'by hand'],
      ['pending', null],
    ]);
  });

  it('are listed in pages, the newest first, to their member alone', async () => {
    const token = await thanx.memberToken();
    for (let index = 1; index <= 3; index++) {
      await thanx.call('POST /receipts', token, { receipt: { ...receipt, user_comments: `foo/foo-${index}` } });
    }
    await thanx.call('POST /receipts', await thanx.memberToken('b@example.com'), { receipt });
    const page = await thanx.call('GET /receipts?page=2&per_page=2&user_id=someone', token);
    expect(page.body).toMatchObject({
      receipts: [{ user_comments: 'foo/foo-1' }],
      pagination: { current_page: 2, per_page: 2, total_pages: 2 },
    });
    expect((await thanx.call('GET /receipts?merchant_id=m-2', token)).body.receipts).toEqual([]);
    for (const query of ['per_page=101', 'per_page=0', 'page=0', 'page=x']) {
      expect(await thanx.call(`GET /receipts?${query}`, token)).toMatchObject({ status: 400 });
    }
  });
});

describe('gift cards', () => {
  const card = { provider_id: 'prov-1', card_number: '1234567890123456', pin: '1234' };

  it('are taken once for each member', async () => {
    const token = await thanx.memberToken();
    expect(await thanx.call('POST /gift_cards', token, card)).toMatchObject({
      status: 201,
      body: { gift_card: { ...card, last4: '3456', state: 'active' } },
    });
    expect(await thanx.call('POST /gift_cards', token, card)).toMatchObject({
      status: 400,
      body: { error: { code: 'BAD_REQUEST', message: 'This card was added before.' } },
    });
    expect(await thanx.call('POST /gift_cards', await thanx.memberToken('b@example.com'), card)).toMatchObject({
      status: 201,
    });
    expect((await thanx.call('GET /gift_cards', token)).body).toMatchObject({
      gift_cards: [{ provider_id: 'prov-1', last4: '3456' }],
      pagination: { total_pages: 1 },
    });
    expect(JSON.stringify(await admin(thanx, 'GET /books'))).not.toContain(card.card_number);
  });

  it.each([
    ['a wrapped body', { gift_card: card }, 'BAD_REQUEST'],
    ['a field of receipts', { ...card, merchant_id: 'm-1' }, 'BAD_REQUEST'],
    ['a card its provider does not know', { ...card, card_number: '1234567890120000' }, 'CARD_INVALID'],
  ])('are refused with %s', async (_, body, code) => {
    const answer = await thanx.call('POST /gift_cards', await thanx.memberToken(), body);
    expect(answer).toMatchObject({ status: 400, body: { error: { code } } });
  });
});

it('goes wrong for one path or one marker only', async () => {
  await injectFault(thanx, { fault: 'status', status: 500, path: '/receipts', method: 'POST', subject: 'foo-2' });
  const token = await thanx.memberToken();
  expect(await thanx.call('POST /receipts', token, { receipt })).toMatchObject({ status: 201 });
  const other = { receipt: { ...receipt, user_comments: 'foo/foo-2' } };
  expect(await thanx.call('POST /receipts', token, other)).toMatchObject({ status: 500 });
  expect(await thanx.call('POST /receipts', token, other)).toMatchObject({ status: 201 });
});

it('keeps its books across a restart, and forgets its tokens', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'thanx-')), 'books.json');
  await thanx.stop();
  await thanx.start(file);
  const token = await thanx.memberToken('private@example.com');
  await thanx.call('POST /receipts', token, { receipt });
  await thanx.stop();
  expect(readFileSync(file, 'utf8')).not.toMatch(/private@example|partner-secret/);
  await thanx.start(file);
  expect(thanx.receipts()).toMatchObject([{ user_comments: 'foo/foo-1' }]);
  expect(await thanx.call('GET /receipts', token)).toMatchObject({ status: 401 });
});
