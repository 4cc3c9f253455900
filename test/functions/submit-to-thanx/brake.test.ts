import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { follow } from '../../../functions/submit-to-thanx/follow.ts';
import type { Ports } from '../../../functions/submit-to-thanx/ports.ts';
import { sending } from '../../../lib/order/receipt-transitions.ts';
import { bringForward } from '../../../lib/repair/bring-forward.ts';
import { ShopControl, type Brake } from '../../../lib/store/control.ts';
import { keys } from '../../../lib/store/keys.ts';
import { dueEntries } from '../../../lib/store/due.ts';
import { cards, startCards } from './card-world.ts';
import { page, unknownReceipt, type World } from './listed.ts';
import { startWorld } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const hourMs = 3_600_000;
const brake: Brake = { reason: 'new merchant', by: 'local:ada', since: '2026-03-01T11:00:00.000Z' };

/** The shop's brake, for the test to put on and take off. */
const shop = { thanxBrake: undefined as Brake | undefined };
const shopControl: Ports['shopControl'] = () => ({ get: async () => ShopControl.parse(shop) });
beforeEach(() => {
  shop.thanxBrake = undefined;
});
const braked = (ports: Ports) => ports.control.change((state) => ({ ...state, brake }));
const unbraked = (ports: Ports) => ports.control.change((state) => ({ ...state, brake: undefined }));

/** Brings forward what waited for this credential; what was woken. */
async function forward(ports: Ports, credential = ports.credentialName): Promise<string[]> {
  const woken: string[] = [];
  await bringForward(
    {
      store: ports.store,
      due: dueEntries(world.tables.documents, world.tables.orders),
      credentials: [credential],
      now: ports.now,
      wakeOrders: async () => undefined,
      wakeReceipts: async (_, orders) => void woken.push(...orders.map(({ pid }) => pid)),
    },
    { what: 'credential', credential },
  );
  return woken;
}

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
    expect(await forward(receipt.ports)).toEqual([receipt.pid]);
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
    expect(await forward(receipt.ports)).toEqual([receipt.pid]);
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
    const receipts = [{ shop: 'oak-shop', pid: receipt.pid }];
    const message = { type: 'follow' as const, merchantId: 'm1', userId: 'u1', lookBy: receipt.state.nowMs, receipts };
    receipt.state.pages.push(page([]));
    expect(await follow(receipt.ports, message, () => 60_000)).toEqual({ done: true });
    expect(receipt.state.calls).toEqual([]);
  });
});

it('a receipt that waits for an automatic hold is brought forward too', async () => {
  const receipt = await world.receipt();
  const hold = { reason: 'moved' as const, since: brake.since, probeAt: receipt.state.nowMs + hourMs };
  await receipt.ports.control.change((state) => ({ ...state, hold }));
  await receipt.wake();
  expect(await receipt.row()).toMatchObject({ state: 'waiting', waitsFor: 'hold' });
  expect((await receipt.row())!.dueAt! - receipt.state.nowMs).toBeGreaterThanOrEqual(6 * hourMs);
  await receipt.ports.control.change(() => ({}));
  expect(await forward(receipt.ports)).toEqual([receipt.pid]);

  // The one that met the refusal itself.
  const first = await world.receipt();
  first.state.secret = undefined;
  await first.wake();
  expect(await first.control()).toMatchObject({ hold: { reason: 'no-secret' } });
  await first.ports.control.change(() => ({}));
  expect(await forward(first.ports)).toEqual([first.pid]);
});

it.each(['no-secret', 'unauthorized'])(
  'a receipt that is refused as the hold is lifted goes on at once: %s',
  async (why) => {
    const receipt = await world.receipt();
    const { secret } = receipt.state;
    if (why === 'no-secret') receipt.state.secret = undefined;
    else receipt.state.tokens.push({ kind: 'unauthorized', status: 401 });
    // Somebody looks through the rows between the hold and this one's waiting.
    receipt.ports.control.get = async () => ({});
    expect(await receipt.wake()).toMatchObject({ done: false });
    expect(await receipt.row()).not.toHaveProperty('waitsFor');
    receipt.state.secret = secret;
    expect(await receipt.wake()).toEqual({ done: true });
    expect(await receipt.row()).toMatchObject({ state: 'submitted' });
  },
);

describe('gift cards that an operator holds', () => {
  it('wait on their row', async () => {
    const held = await startCards(world);
    await braked(held.ports);
    expect(await held.wake()).toEqual({ done: true });
    expect(held.state.calls).toEqual([]);
    expect(await held.row()).toMatchObject({ waitsFor: 'brake', attempts: 0, dueKind: 'receipt' });
    expect(await held.row()).not.toHaveProperty('attempt');
    await unbraked(held.ports);
    expect(await forward(held.ports)).toEqual([held.pid]);
    expect(await held.wake()).toEqual({ done: true });
    expect(held.adds()).toHaveLength(cards.length);
    expect(await held.row()).not.toHaveProperty('waitsFor');
  });

  it('that wait for their permit do not leave', async () => {
    const held = await startCards(world);
    const { take } = held.ports.permits;
    let permits = 0;
    held.ports.permits.take = async (...args) => {
      permits += 1;
      if (permits === 2) await braked(held.ports);
      return await take(...args);
    };
    expect(await held.wake()).toMatchObject({ done: false });
    expect(held.adds()).toEqual([]);
    expect(await held.states()).toEqual(['waiting', 'waiting']);
    expect(await held.wakeInTime()).toEqual({ done: true });
    expect(await held.row()).toMatchObject({ waitsFor: 'brake', attempts: 0 });
  });
});
