import { describe, expect, it } from 'vitest';
import { switchedOn } from '../../../lib/reconcile/state.ts';
import { keys } from '../../../lib/store/keys.ts';
import { hour, minute, reconciledShop } from './world.ts';

async function withLost(lost: number) {
  const world = await reconciledShop('woocommerce');
  world.pass(hour);
  for (let placed = 0; placed < lost; placed++) world.shop.place();
  world.lose();
  world.pass(20 * minute);
  return world;
}

describe('switching it off', () => {
  it('ends it, with its problems', async () => {
    const world = await withLost(21);
    await world.reconcile();
    world.state.settings = { ...world.state.settings!, reconcile: undefined };
    world.pass(2 * hour);
    await world.reconcile();
    expect(await world.status()).toBeUndefined();
    expect(await world.problems()).toEqual([]);
  });

  it('does not end what is switched on again while a run is reading the settings', async () => {
    const world = await withLost(1);
    const { settings, states, now } = world.ports;
    const key = keys.reconcile(world.name);
    world.ports.settings = async (shop) => {
      const read = await settings(shop);
      await states.delete(key);
      await states.insert(key, switchedOn(shop, now()));
      return read;
    };
    world.state.settings = { ...world.state.settings!, reconcile: undefined };
    await world.reconcile();
    expect(await world.status()).toMatchObject({ since: new Date(now()).toISOString() });
  });
});
