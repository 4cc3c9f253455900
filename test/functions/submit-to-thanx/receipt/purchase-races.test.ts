import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settleByPurchase } from '../../../../functions/submit-to-thanx/receipt/purchase.ts';
import { markErased } from '../../../../lib/store/erased.ts';
import { keys } from '../../../../lib/store/keys.ts';
import type { World } from '../listed.ts';
import { startWorld } from '../world.ts';
import { notFollowed, settle, submitted } from './purchased.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

describe('a purchase', () => {
  it('that arrives before the receipt is submitted changes nothing', async () => {
    const receipt = await world.receipt();
    const before = await receipt.row();
    const [purchasedAt, amount] = ['2026-03-01T10:00:00Z', '59.90'];
    const ids = { purchaseId: 'early', merchantId: 'm1', userId: 'early' };
    await settleByPurchase(receipt.ports, { type: 'purchase', ...ids, amount, purchasedAt });
    expect(await receipt.row()).toEqual(before);
  });

  it('of a customer who was erased settles nothing, and ends the polling', async () => {
    const receipt = await submitted(world);
    const customer = { email: 'ada@example.com' };
    const follow = (await receipt.row())!.follow!;
    await markErased(receipt.ports.store, 'oak-shop', customer, '2026-03-01T12:30:00Z');
    const tombstones = (await world.tables.all(world.tables.orders)).filter(
      ({ pk }) => pk === keys.erased('oak-shop', '').pk,
    );
    await receipt.change({ follow: { ...follow, customer: tombstones.map(({ sk }) => String(sk)) } });
    await settle(receipt);
    const row = await receipt.row();
    expect(row).toMatchObject({ state: 'submitted', erase: true });
    for (const gone of ['userId', 'purchasedAtMs', 'follow']) expect(row).not.toHaveProperty(gone);
    expect(receipt.state.events).toEqual([]);
    await receipt.ports.store.erased.delete({ pk: String(tombstones[0]!['pk']), sk: String(tombstones[0]!['sk']) });
  });

  it('whose event could not be published is published when its message comes back', async () => {
    const receipt = await submitted(world);
    const { publish } = receipt.ports;
    receipt.ports.publish = () => Promise.reject(new Error('throttled'));
    await expect(settle(receipt)).rejects.toThrow('throttled');
    expect(await receipt.row()).toMatchObject({ state: 'applied', announced: false, dueKind: 'follow' });
    receipt.ports.publish = publish;
    // Another worker may be about to.
    expect(await settle(receipt)).toEqual({ done: false, againInSeconds: 60 });
    expect(receipt.state.events).toEqual([]);
    receipt.pass(60_000);
    expect(await settle(receipt)).toEqual({ done: true });
    expect(receipt.state.events).toHaveLength(1);
    expect(await receipt.row()).toMatchObject({ announced: true });
  });

  it('that comes while a poll decides gives one decision: the first', async () => {
    const receipt = await submitted(world);
    const { change } = receipt.ports.store.receipt;
    const store = {
      ...receipt.ports.store,
      receipt: {
        ...receipt.ports.store.receipt,
        change: async (...call: Parameters<typeof change>) => {
          if ((await receipt.row())?.state === 'submitted')
            await receipt.change({
              state: 'denied',
              announced: true,
              ...notFollowed,
              dueKind: undefined,
              dueAt: undefined,
            });
          return await change(...call);
        },
      },
    };
    await settleByPurchase({ ...receipt.ports, store }, receipt.purchase);
    expect(await receipt.row()).toMatchObject({ state: 'denied' });
    expect(receipt.state.events).toEqual([]);
    expect(receipt.telemetry.counted).not.toContain('PurchaseSettled');
  });

  it('that two workers get at once counts and is published once', async () => {
    const receipt = await submitted(world);
    await Promise.all([settle(receipt), settle(receipt)]);
    expect(receipt.telemetry.counted.filter((metric) => metric === 'PurchaseSettled')).toHaveLength(1);
    expect(receipt.state.events).toHaveLength(1);
  });

  it('settles nothing on a stage that simulates', async () => {
    const receipt = await submitted(world);
    await settleByPurchase({ ...receipt.ports, simulateAll: true }, receipt.purchase);
    expect(await receipt.row()).toMatchObject({ state: 'submitted' });
  });
});
