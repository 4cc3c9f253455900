import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReceiptPage } from '../../../../lib/partners/thanx/list-receipts.ts';
import type { ThanxOutcome } from '../../../../lib/partners/thanx/read-answer.ts';
import { erasedKeys } from '../../../../lib/store/erased.ts';
import { keys } from '../../../../lib/store/keys.ts';
import { listed, page, unknownReceipt as unknownAt, type World } from '../listed.ts';
import { anyMarker } from '../marker.ts';
import { startWorld } from '../world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const minute = 60_000;
const unknownReceipt = (...pages: ThanxOutcome<ReceiptPage>[]) => unknownAt(world, ...pages);

describe('a receipt of unknown outcome', () => {
  it('that is in the customer’s list is submitted, and its order settled', async () => {
    const receipt = await unknownReceipt(page([listed('other', { comments: `${anyMarker}0` }), listed('it')]));
    expect(await receipt.wake()).toEqual({ done: true });
    expect(await receipt.row()).toMatchObject({ state: 'submitted', id: 'it', userId: 'u1' });
    expect(await receipt.row()).not.toHaveProperty('duplicateIds');
    expect((await receipt.order())?.settledAt).toBeDefined();
    expect(await receipt.payload()).toBeUndefined();
    expect(receipt.uses).toEqual(['submit', 'submit', 'poll']);
    await receipt.wake();
    expect(receipt.posts()).toBe(1);
  });

  it('is found on whichever page, with the amount and merchant as Thanx spells them', async () => {
    const receipt = await unknownReceipt(
      page([listed('1', { comments: 'oak-shop/another' })], true),
      page([listed('2', { amount: undefined, merchantId: undefined, comments: `Seen: ${anyMarker}.` })]),
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
    const [key] = await erasedKeys(receipt.ports.store, 'oak-shop', { email: 'forget-me@example.com' });
    await receipt.ports.store.erased.insert(key!, { at: order.paidAt });
    await receipt.changePayload({ order: { ...order, customer: { email: 'forget-me@example.com' } } });
    await receipt.wake();
    expect(await receipt.row()).toMatchObject({ state: 'unknown', reason: 'erased', dueKind: 'stuck' });
    expect(await receipt.payload()).toBeUndefined();
    expect(receipt.lists()).toBe(0);
    expect(receipt.telemetry.counted).toContain('ReceiptUnknown');
  });
});

describe('an answer that comes after all', () => {
  it('while its message became visible again: nobody else sends, and nobody looks', async () => {
    const receipt = await world.receipt();
    receipt.state.receipts.push(async () => {
      receipt.pass(40_000);
      expect(await receipt.wake()).toEqual({ done: true });
      return { kind: 'ok', value: { id: 'slow', userId: 'u1' } };
    });
    await receipt.wake();
    expect(await receipt.row()).toMatchObject({ state: 'submitted', id: 'slow' });
    expect(receipt.state.calls).toHaveLength(2);
  });

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
