import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ListedReceipt, ReceiptPage } from '../../../lib/partners/thanx/list-receipts.ts';
import type { ThanxOutcome } from '../../../lib/partners/thanx/outcome.ts';
import type { Use } from '../../../lib/permits/permits.ts';
import { erasedKeys } from '../../../lib/store/erased.ts';
import { keys } from '../../../lib/store/keys.ts';
import { startWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const minute = 60_000;
const hour = 60 * minute;

/** As Thanx lists the receipt that the world's plan says. */
const listed = (id: string, differs: Partial<ListedReceipt> = {}): ListedReceipt => ({
  id,
  userId: 'u1',
  merchantId: 'm1',
  state: 'pending',
  rejectionText: undefined,
  amount: '59.9',
  purchasedAtMs: Date.parse('2026-03-01T10:00:00.000Z'),
  comments: 'oak-shop/oak-shop-4711',
  ...differs,
});
const page = (receipts: ListedReceipt[], more = false): ThanxOutcome<ReceiptPage> => ({
  kind: 'ok',
  value: { receipts, more },
});

/** A receipt that was sent and not answered, its worker dead for a minute, and what Thanx lists now. */
async function unknownReceipt(...pages: ThanxOutcome<ReceiptPage>[]) {
  const receipt = await world.receipt();
  const uses: (Use | undefined)[] = [];
  const { take } = receipt.ports.permits;
  receipt.ports.permits.take = (waitMs, use) => {
    uses.push(use);
    return take(waitMs, use);
  };
  receipt.state.receipts.push({ kind: 'unknown', reason: 'timeout' });
  await receipt.wake();
  receipt.state.nowMs = (await receipt.row())!.dueAt!;
  receipt.state.pages.push(...pages);
  const posts = () => receipt.state.calls.filter((call) => call.startsWith('receipt')).length;
  const lists = () => receipt.state.calls.filter((call) => call.startsWith('list')).length;
  return { ...receipt, uses, posts, lists };
}

describe('a receipt of unknown outcome', () => {
  it('that is in the customer’s list is submitted, and its order settled', async () => {
    const receipt = await unknownReceipt(
      page([listed('other', { comments: 'oak-shop/oak-shop-47110' }), listed('it')]),
    );
    expect(await receipt.wake()).toEqual({ done: true });
    expect(await receipt.row()).toMatchObject({ state: 'submitted', id: 'it', userId: 'u1' });
    expect(await receipt.row()).not.toHaveProperty('duplicateIds');
    expect((await receipt.order())?.settledAt).toBeDefined();
    expect(await receipt.payload()).toBeUndefined();
    expect(receipt.uses).toEqual(['submit', 'submit', 'follow']);
    await receipt.wake();
    expect(receipt.posts()).toBe(1);
  });

  it('is found on whichever page, with the amount and merchant as Thanx spells them', async () => {
    const receipt = await unknownReceipt(
      page([listed('1', { comments: 'oak-shop/another' })], true),
      page([listed('2', { amount: undefined, merchantId: undefined, comments: 'Seen: oak-shop/oak-shop-4711.' })]),
    );
    await receipt.wake();
    expect(receipt.state.calls.slice(-2)).toEqual([
      expect.stringMatching(/^list m1 1 /),
      expect.stringMatching(/^list m1 2 /),
    ]);
    expect(await receipt.row()).toMatchObject({ state: 'submitted', id: '2' });
  });

  it('that is there twice has its first id, and raises the alarm about the second', async () => {
    const receipt = await unknownReceipt(page([listed('first'), listed('second')]));
    await receipt.wake();
    expect(await receipt.row()).toMatchObject({ state: 'submitted', id: 'first', duplicateIds: ['second'] });
    expect(receipt.telemetry.counted).toContain('ReceiptDuplicate');
  });

  it('not there in two complete looks, ten minutes apart, is sent once more', async () => {
    const receipt = await unknownReceipt();
    const firstLookMs = receipt.state.nowMs;
    expect(await receipt.wake()).toEqual({ done: true });
    expect(await receipt.row()).toMatchObject({
      state: 'unknown',
      negatives: [firstLookMs],
      dueAt: firstLookMs + 10 * minute,
    });
    receipt.pass(10 * minute - 1);
    await receipt.wake();
    expect(receipt.lists()).toBe(1);
    receipt.pass(1);
    expect(await receipt.wake()).toEqual({ done: false, againInSeconds: 1 });
    expect(await receipt.row()).toMatchObject({ state: 'waiting', resends: 1, dueKind: 'receipt' });
    await receipt.wake();
    expect(await receipt.row()).toMatchObject({ state: 'submitted', resends: 1 });
    expect(receipt.posts()).toBe(2);
    expect(receipt.telemetry.counted).not.toContain('ReceiptUnknown');
  });

  it('found by the second look is not sent again', async () => {
    const receipt = await unknownReceipt(page([]), page([listed('late')]));
    await receipt.wake();
    receipt.pass(10 * minute);
    await receipt.wake();
    expect(await receipt.row()).toMatchObject({ state: 'submitted', id: 'late' });
    expect(receipt.posts()).toBe(1);
  });

  it('unknown a second time waits for an operator, unsent and unlooked for', async () => {
    const receipt = await unknownReceipt();
    await receipt.wake();
    receipt.pass(10 * minute);
    await receipt.wake();
    receipt.state.receipts.push({ kind: 'unknown', reason: 'connection broke' });
    await receipt.wake();
    expect(await receipt.row()).toMatchObject({ state: 'unknown', dueKind: 'stuck', reason: 'connection broke' });
    expect(receipt.telemetry.counted).toContain('ReceiptUnknown');
    receipt.pass(72 * hour);
    await receipt.wake();
    expect([receipt.posts(), receipt.lists()]).toEqual([2, 2]);
    expect(await receipt.payload()).toBeDefined();
  });

  it('that two workers look for at once is missed once, not twice', async () => {
    const receipt = await unknownReceipt();
    await Promise.all([receipt.wake(), receipt.wake()]);
    expect((await receipt.row())?.negatives).toHaveLength(1);
    receipt.pass(10 * minute);
    await Promise.all([receipt.wake(), receipt.wake()]);
    await Promise.all([receipt.wake(), receipt.wake()]);
    expect(receipt.posts()).toBe(2);
    expect(await receipt.row()).toMatchObject({ state: 'submitted', resends: 1 });
  });

  it('of an order that was cancelled meanwhile is looked for, and not sent again', async () => {
    const receipt = await unknownReceipt();
    const at = new Date(receipt.state.nowMs).toISOString();
    await receipt.ports.store.thanku.change(keys.thanku('oak-shop', receipt.pid), (order) => ({
      ...order,
      reversed: { kind: 'cancelled', at, told: true },
    }));
    await receipt.wake();
    receipt.pass(10 * minute);
    await receipt.wake();
    await receipt.wake();
    expect(await receipt.row()).toMatchObject({ state: 'skipped', reason: 'cancelled' });
    expect(receipt.posts()).toBe(1);
  });

  it('of a customer who was erased goes to an operator, with nothing personal left', async () => {
    const receipt = await unknownReceipt();
    const { order } = (await receipt.payload())!;
    const [key] = erasedKeys('oak-shop', { email: 'forget-me@example.com' });
    await receipt.ports.store.erased.insert(key!, { at: order.paidAt });
    await receipt.changePayload({ order: { ...order, customer: { email: 'forget-me@example.com' } } });
    await receipt.wake();
    expect(await receipt.row()).toMatchObject({ state: 'unknown', reason: 'erased', dueKind: 'stuck' });
    expect(await receipt.payload()).toBeUndefined();
    expect(receipt.lists()).toBe(0);
    expect(receipt.telemetry.counted).toContain('ReceiptUnknown');
  });
});

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

describe('an answer that comes after all', () => {
  it('before the resend has left: nothing is sent again', async () => {
    const receipt = await world.receipt();
    receipt.state.receipts.push(async () => {
      receipt.state.nowMs = (await receipt.row())!.attempt!.deadAt;
      await receipt.wake();
      receipt.pass(minute);
      await receipt.wake();
      receipt.pass(10 * minute);
      await receipt.wake();
      expect(await receipt.row()).toMatchObject({ state: 'waiting', resends: 1 });
      return { kind: 'ok', value: { id: 'late', userId: 'u1' } };
    });
    await receipt.wake();
    await receipt.wake();
    expect(await receipt.row()).toMatchObject({ state: 'submitted', id: 'late' });
    expect(receipt.state.calls.filter((call) => call.startsWith('receipt'))).toHaveLength(1);
  });

  it('while the resend is open: both ids are kept, and the alarm is raised', async () => {
    const receipt = await unknownReceipt();
    await receipt.wake();
    receipt.pass(10 * minute);
    await receipt.wake();
    receipt.state.receipts.push(async () => {
      await receipt.lateAnswer({ id: 'late' });
      expect(await receipt.row()).toMatchObject({ state: 'submitted', id: 'late' });
      return { kind: 'ok', value: { id: 'second' } };
    });
    await receipt.wake();
    expect(await receipt.row()).toMatchObject({ state: 'submitted', id: 'late', duplicateIds: ['second'] });
    expect(receipt.telemetry.counted).toContain('ReceiptDuplicate');
  });
});
