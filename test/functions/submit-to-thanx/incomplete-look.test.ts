import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReceiptPage } from '../../../lib/partners/thanx/list-receipts.ts';
import type { ThanxOutcome } from '../../../lib/partners/thanx/read-answer.ts';
import { listed, page, unknownReceipt as unknownAt, type World } from './listed.ts';
import { startWorld } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const minute = 60_000;
const hour = 60 * minute;
const unknownReceipt = (...pages: ThanxOutcome<ReceiptPage>[]) => unknownAt(world, ...pages);

describe('a look that did not see everything', () => {
  it.each<[string, ThanxOutcome<ReceiptPage>[]]>([
    ['failed', [{ kind: 'unknown', reason: 'server error', status: 503 }]],
    ['met a rate limit', [{ kind: 'rate-limited', retryAfterMs: 1000 }]],
    ['lost its second page', [page([listed('1', { comments: 'x' })], true), { kind: 'not-sent', reason: 'refused' }]],
    [
      'was given the same page twice',
      [page([listed('1', { comments: 'x' })], true), page([listed('1', { comments: 'x' })])],
    ],
    ['was given another page', [{ kind: 'ok', value: { receipts: [], more: false, page: 2 } }]],
    ['met an empty page before the last', [page([], true)]],
    ['was refused', [{ kind: 'unauthorized', status: 401 }]],
    ['saw a receipt without comments that might be it', [page([listed('1', { comments: undefined })])]],
  ])('%s: says nothing, and comes again', async (_, pages) => {
    const receipt = await unknownReceipt(...pages);
    expect(await receipt.wake()).toEqual({ done: true });
    const row = await receipt.row();
    expect(row).toMatchObject({ state: 'unknown', dueKind: 'receipt', dueAt: receipt.state.nowMs + 5 * minute });
    expect(row).not.toHaveProperty('negatives');
    receipt.pass(5 * minute);
    receipt.state.pages.push(page([listed('it')]));
    await receipt.wake();
    expect(await receipt.row()).toMatchObject({ state: 'submitted', id: 'it' });
    expect(receipt.posts()).toBe(1);
  });

  it('found it all the same: what was seen is there', async () => {
    const receipt = await unknownReceipt(page([listed('it')], true), { kind: 'unknown', reason: 'timeout' });
    await receipt.wake();
    expect(await receipt.row()).toMatchObject({ state: 'submitted', id: 'it' });
  });

  it('for want of a permit comes when there is one', async () => {
    const receipt = await unknownReceipt();
    const { permits } = receipt.ports;
    const { take } = permits;
    const retryAtMs = receipt.state.nowMs + 20 * minute;
    permits.take = async () => ({ kind: 'later', retryAtMs });
    expect(await receipt.wake()).toEqual({ done: true });
    expect(await receipt.row()).toMatchObject({ state: 'unknown', dueAt: retryAtMs });
    permits.take = take;
    expect(receipt.lists()).toBe(0);
  });

  it('with a token that is refused asks for a fresh one the next time', async () => {
    const receipt = await unknownReceipt({ kind: 'unauthorized', status: 401 });
    await receipt.wake();
    receipt.pass(5 * minute);
    await receipt.wake();
    expect(receipt.state.calls.filter((call) => call.startsWith('token'))).toHaveLength(2);
    expect((await receipt.row())?.negatives).toHaveLength(1);
  });

  it('does not ask while the credential is held', async () => {
    const receipt = await unknownReceipt();
    const since = new Date(receipt.state.nowMs).toISOString();
    await receipt.ports.control.change((state) => ({ ...state, hold: { reason: 'unauthorized', since } }));
    const calls = receipt.state.calls.length;
    await receipt.wake();
    expect(receipt.state.calls).toHaveLength(calls);
    expect(await receipt.row()).toMatchObject({ state: 'unknown', dueKind: 'receipt' });
  });

  it('for two days leaves the receipt to an operator', async () => {
    const receipt = await unknownReceipt();
    receipt.pass(48 * hour);
    receipt.state.pages.push({ kind: 'unknown', reason: 'timeout' });
    await receipt.wake();
    expect(await receipt.row()).toMatchObject({ state: 'unknown', reason: 'not-looked-up', dueKind: 'stuck' });
    expect(receipt.telemetry.counted).toContain('ReceiptUnknown');
  });
});

describe('a receipt that a restored table may have forgotten', () => {
  it('is skipped if its customer is no member: such a receipt was never sent', async () => {
    const receipt = await unknownReceipt();
    await receipt.change({ reason: 'restored' });
    receipt.ports.userTokens.drop('m1', 'ada@example.com');
    receipt.state.tokens.push({ kind: 'no-member' });
    await receipt.wake();
    expect(await receipt.row()).toMatchObject({ state: 'skipped', reason: 'not-a-member' });
    expect(await receipt.payload()).toBeUndefined();
  });
});
