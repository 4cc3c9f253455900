import { afterAll, beforeAll, expect, it } from 'vitest';
import { lookAtOrder } from '../../../functions/submit-to-thanx/submit-to-thanx.ts';
import { startCards } from './card-world.ts';
import { startWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

it.each([
  ['waits', { state: 'waiting', reason: undefined } as const],
  ['is through', { state: 'skipped', reason: 'currency' } as const],
])("an order's wake-up has its gift cards added, too, if its receipt %s", async (_, receipt) => {
  const cards = await startCards(world);
  await cards.change(receipt);
  const message = { type: 'wake' as const, shop: 'oak-shop', pid: cards.pid };
  expect(await lookAtOrder(cards.ports, message, () => 60_000)).toEqual({ done: true });
  expect(cards.state.calls.filter((call) => call.startsWith('receipt '))).toHaveLength(
    receipt.state === 'waiting' ? 1 : 0,
  );
  expect(await cards.states()).toEqual(['added', 'added']);
  expect(await cards.payload()).toBeUndefined();
});

it("an order's gift cards aren't read if its receipt settles it", async () => {
  const { ports, pid, row } = await world.receipt();
  const reads: string[] = [];
  const giftCards = { ...ports.store.giftCards };
  giftCards.get = async ({ pk }) => {
    reads.push(pk);
    return undefined;
  };
  const watched = { ...ports, store: { ...ports.store, giftCards } };
  await lookAtOrder(watched, { type: 'wake', shop: 'oak-shop', pid }, () => 60_000);
  expect(await row()).toMatchObject({ state: 'submitted' });
  expect(await row()).toHaveProperty('settledAt');
  // Once, to see whether the order is finished.
  expect(reads).toHaveLength(1);
});
