import { correct, impactOf, portsOf, rejected, type Shop, type World } from './support.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyRefreeze } from '../../../ops/repair/apply-refreeze.ts';
import { proposeRefreeze, type RefreezePorts } from '../../../ops/repair/refreeze.ts';
import { retryOrder } from '../../../ops/repair/retry-order.ts';
import { keys } from '../../../lib/store/keys.ts';
import { startWorld, thanxSettings } from '../../functions/thank-customer/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

/** Ports whose owner is killed right before its nth write or message. */
function dyingBefore(shop: Shop, nth: number): RefreezePorts {
  let left = nth;
  const live = <Arguments extends unknown[], Result>(work: (...given: Arguments) => Promise<Result>) => {
    return async (...given: Arguments): Promise<Result> => {
      left -= 1;
      if (left <= 0) throw new Error('killed');
      return await work(...given);
    };
  };
  const ports = portsOf(shop);
  const { store } = ports;
  return {
    ...ports,
    store: {
      ...store,
      thanku: { ...store.thanku, change: live(store.thanku.change) },
      receipt: { ...store.receipt, change: live(store.receipt.change) },
      giftCards: { ...store.giftCards, change: live(store.giftCards.change) },
      payload: { ...store.payload, change: live(store.payload.change) },
    },
    sendOrders: live(ports.sendOrders),
    wakeReceipt: live(ports.wakeReceipt),
  };
}

/** An order of which both partners refused everything, and whose settings are corrected. */
async function refusedByBoth(): Promise<Shop> {
  const shop = world.shop({}, { thanx: thanxSettings });
  shop.state.answers.push(rejected);
  await shop.paid();
  await shop.ports.store.receipt.change(keys.receipt(shop.name, shop.pid()), (row) => ({
    ...row,
    state: 'rejected',
    reason: 'rejected',
    lastError: { at: row.updatedAt, code: 'rejected', status: 400 },
    dueKind: 'stuck',
  }));
  correct(shop, { impact: { fixed: 7 } }, { thanx: { ...thanxSettings, merchantId: 'm2' } });
  return shop;
}

async function refreeze(ports: RefreezePorts, shop: Shop) {
  const proposal = await proposeRefreeze(ports, shop.name, shop.pid());
  return proposal.kind === 'no' ? proposal : await applyRefreeze(ports, proposal);
}

const commands = {
  retry: { run: (ports: RefreezePorts, shop: Shop) => retryOrder(ports, shop.name, shop.pid()), impact: 1 },
  refreeze: { run: refreeze, impact: 7 },
};

describe.each(Object.entries(commands))('a %s that is killed', (_, { run, impact }) => {
  it.each([1, 2, 3, 4, 5])(
    'before its write or message number %i loses nothing, and run again does no harm',
    async (nth) => {
      const shop = await refusedByBoth();
      await expect(run(dyingBefore(shop, nth), shop)).rejects.toThrow('killed');
      // Still in a person's sight, or due so that housekeeping wakes it.
      const seen = [await shop.order(), await shop.receipt()].map((part) => `${part?.state} on ${part?.dueKind}`);
      for (const one of seen) expect(one).toMatch(/^((failed|rejected) on stuck|waiting on (thanku|receipt))$/);
      await shop.wake();
      await run(portsOf(shop), shop);
      await shop.wake();
      await run(portsOf(shop), shop);
      expect(await shop.order()).toMatchObject({ state: 'posted', impact });
      expect(await shop.receipt()).toMatchObject({ state: 'waiting' });
      expect(shop.state.calls.map(({ body }) => impactOf(body))).toEqual([1, impact]);
    },
  );
});
