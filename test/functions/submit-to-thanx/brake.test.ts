import type { PollReceipts } from '../../../lib/order/event.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pollReceipts } from '../../../functions/submit-to-thanx/receipt/poll.ts';
import type { Ports } from '../../../functions/submit-to-thanx/ports.ts';
import { sending } from '../../../lib/order/receipt/transitions.ts';
import { ShopControl, type Pause } from '../../../lib/store/control.ts';
import { keys } from '../../../lib/store/keys.ts';
import { brake, braked, forward, unbraked } from './braked.ts';
import { page, unknownReceipt, type World } from './listed.ts';
import { startWorld } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const hourMs = 3_600_000;

/** The shop's brake, for the test to put on and take off. */
const shop = { thanxBrake: undefined as Pause | undefined };
const shopControl: Ports['shopControl'] = () => ({ get: async () => ShopControl.parse(shop) });
beforeEach(() => {
  shop.thanxBrake = undefined;
});

describe('a receipt that an operator holds', () => {
  it('is not taken for sent where nobody can say whether it is held', async () => {
    let asked = 0;
    const unsure: Ports['shopControl'] = (name) => ({
      get: async () => {
        asked += 1;
        if (asked === 2) throw new Error('the table is away');
        return await shopControl(name).get();
      },
    });
    const receipt = await world.receipt({ shopControl: unsure });
    await expect(receipt.wake()).rejects.toThrow('the table is away');
    expect(await receipt.row()).toMatchObject({ state: 'waiting', dueKind: 'receipt' });
    await receipt.wake();
    expect(await receipt.row()).toMatchObject({ state: 'submitted' });
    expect(receipt.state.calls.filter((call) => call.startsWith('receipt'))).toHaveLength(1);
  });

  it.each(['shop', 'credential'])('by its %s waits on its row, without a call, a message or an attempt', async (by) => {
    const receipt = await world.receipt({ shopControl });
    if (by === 'shop') shop.thanxBrake = brake;
    else await braked(receipt.ports);
    expect(await receipt.wake()).toEqual({ done: true });
    expect(receipt.state.calls).toEqual([]);
    const row = (await receipt.row())!;
    expect(row).toMatchObject({ state: 'waiting', waitsFor: 'brake', attempts: 0, dueKind: 'receipt' });
    expect(row.dueAt! - receipt.state.nowMs).toBeGreaterThanOrEqual(6 * hourMs);
    expect(await receipt.wake()).toEqual({ done: true });

    shop.thanxBrake = undefined;
    await unbraked(receipt.ports);
    expect(await forward(world, receipt.ports)).toEqual([receipt.pid]);
    await receipt.wake();
    expect(await receipt.row()).toMatchObject({ state: 'submitted' });
    expect(await receipt.row()).not.toHaveProperty('waitsFor');
  });

  it('while it waits for its permit does not leave', async () => {
    const receipt = await world.receipt({ shopControl });
    const { take } = receipt.ports.permits;
    let permits = 0;
    receipt.ports.permits.take = async (...args) => {
      permits += 1;
      // The first is the token's, the second the receipt's own.
      if (permits === 2) shop.thanxBrake = brake;
      return await take(...args);
    };
    expect(await receipt.wake()).toEqual({ done: true });
    expect(receipt.state.calls).toEqual(['token ada@example.com']);
    expect(await receipt.row()).toMatchObject({ state: 'waiting', waitsFor: 'brake', attempts: 0 });
  });

  it('while another worker sends it stays that one’s', async () => {
    const receipt = await world.receipt({ shopControl });
    const { permits, store } = receipt.ports;
    const { take } = permits;
    let taken = 0;
    permits.take = async (...args) => {
      taken += 1;
      const { nowMs } = receipt.state;
      const attempt = { id: 'another', sendBy: nowMs + 1000, deadAt: nowMs + 60_000 };
      if (taken === 2) {
        shop.thanxBrake = brake;
        await store.receipt.change(keys.receipt('oak-shop', receipt.pid), (row) => sending(row, attempt, nowMs));
      }
      return await take(...args);
    };
    await receipt.wake();
    expect(await receipt.row()).toMatchObject({ state: 'sending', attempt: { id: 'another' } });
  });

  it('while it is under way ends as it ends, and lifts no brake', async () => {
    const receipt = await world.receipt({ shopControl });
    receipt.state.receipts.push(async () => {
      await braked(receipt.ports);
      return { kind: 'ok', value: { id: 'r', userId: 'u1' } };
    });
    await receipt.wake();
    expect(await receipt.row()).toMatchObject({ state: 'submitted', id: 'r' });
    expect(await receipt.control()).toEqual({ brake });
  });

  it('goes on at once if it is released while it goes to wait', async () => {
    let looks = 0;
    const racing: Ports['shopControl'] = () => ({
      get: async () => {
        looks += 1;
        return ShopControl.parse(looks === 1 ? { thanxBrake: brake } : {});
      },
    });
    const receipt = await world.receipt({ shopControl: racing });
    expect(await receipt.wake()).toMatchObject({ done: false });
    expect(await receipt.wake()).toEqual({ done: true });
    expect(await receipt.row()).toMatchObject({ state: 'submitted' });
  });

  it('of unknown outcome is not looked for, and the time does not run against it', async () => {
    const receipt = await unknownReceipt(world, { kind: 'unknown', reason: 'timeout' });
    await braked(receipt.ports);
    for (let days = 0; days < 5; days++) {
      expect(await receipt.wake()).toEqual({ done: true });
      expect(receipt.lists()).toBe(0);
      receipt.state.nowMs = (await receipt.row())!.dueAt!;
      receipt.pass(12 * hourMs);
    }
    await unbraked(receipt.ports);
    expect(await forward(world, receipt.ports)).toEqual([receipt.pid]);
    await receipt.wake();
    expect(receipt.lists()).toBe(1);
    expect(await receipt.row()).toMatchObject({ state: 'unknown', dueKind: 'receipt' });
    receipt.pass(49 * hourMs);
    receipt.state.pages.push({ kind: 'unknown', reason: 'timeout' });
    await receipt.wake();
    expect(await receipt.row()).toMatchObject({ state: 'unknown', reason: 'not-looked-up', dueKind: 'stuck' });
  });

  it('that was submitted is not followed', async () => {
    const receipt = await world.receipt({ shopControl });
    await receipt.wake();
    receipt.state.calls.length = 0;
    shop.thanxBrake = brake;
    const receipts: PollReceipts['receipts'] = [{ shop: 'oak-shop', pid: receipt.pid }];
    const message = { type: 'follow' as const, merchantId: 'm1', userId: 'u1', lookBy: receipt.state.nowMs, receipts };
    receipt.state.pages.push(page([]));
    expect(await pollReceipts(receipt.ports, message, () => 60_000)).toEqual({ done: true });
    expect(receipt.state.calls).toEqual([]);
  });
});
