import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { braked, forward, unbraked } from './braked.ts';
import { cards, startCards } from './card-world.ts';
import type { World } from './listed.ts';
import { startWorld } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

describe('gift cards that an operator holds', () => {
  it('wait on their row', async () => {
    const held = await startCards(world);
    await braked(held.ports);
    expect(await held.wake()).toEqual({ done: true });
    expect(held.state.calls).toEqual([]);
    expect(await held.row()).toMatchObject({ waitsFor: 'brake', attempts: 0, dueKind: 'receipt' });
    expect(await held.row()).not.toHaveProperty('attempt');
    await unbraked(held.ports);
    expect(await forward(world, held.ports)).toEqual([held.pid]);
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
