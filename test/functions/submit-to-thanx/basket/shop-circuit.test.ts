import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keys } from '../../../../lib/store/keys.ts';
import { startBasketWorld } from './basket-world.ts';

let world: Awaited<ReturnType<typeof startBasketWorld>>;
beforeAll(async () => {
  world = await startBasketWorld();
});
afterAll(() => world.close());

const minute = 60_000;

describe("a shop's own circuit", () => {
  it('lets one basket probe, also if the shop has a fixed token, and closes when Thanx takes it', async () => {
    const basket = await world.basket();
    const { state, ports, pid } = basket;
    await ports.store.payload.change(keys.payload('oak-shop', pid), ({ basket: plan, ...payload }) => {
      const { email: _, ...rest } = plan as Extract<typeof plan, { email: string }>;
      return { ...payload, basket: { ...rest, tokenOf: 'oak-shop' } };
    });
    await basket.wake();
    expect(state.calls).toEqual([]);
    expect(await ports.shopSecretsControl('oak-shop').get()).toMatchObject({ hold: { reason: 'no-secret' } });
    state.putToken = 'put-at-last';
    basket.pass(16 * minute);
    await basket.wake();
    expect(state.calls).toEqual([`basket oak-shop.${pid} billed put-at-last merchant-key`]);
    expect((await ports.shopSecretsControl('oak-shop').get()).hold).toBeUndefined();
    expect((await basket.row()).state).toBe('billed');
  });

  it('lets a probe try a fresh token if Thanx has revoked the one in memory', async () => {
    const basket = await world.basket();
    const { state, ports } = basket;
    state.merchantKey = undefined;
    await basket.wake();
    state.merchantKey = 'merchant-key';
    basket.pass(16 * minute);
    state.baskets.push({ kind: 'unauthorized', status: 401 });
    await basket.wake();
    expect((await basket.row()).state).toBe('billed');
    expect((await ports.shopSecretsControl('oak-shop').get()).hold).toBeUndefined();
  });
});

it("takes up a merchant's key that was put since it was remembered, and wakes nobody", async () => {
  const basket = await world.basket({
    merchantKeys: {
      get: async () => ({ merchantKey: basket.state.merchantKey ?? '' }),
      refresh: async () => {
        basket.state.merchantKey = 'new-key';
        return { merchantKey: 'new-key' };
      },
    },
  });
  basket.state.baskets.push({ kind: 'unauthorized', status: 401 });
  await basket.wake();
  expect(basket.requests().map((call) => call.split(' ').at(-1))).toEqual(['merchant-key', 'new-key']);
  expect((await basket.row()).state).toBe('billed');
  expect((await basket.ports.shopSecretsControl('oak-shop').get()).hold).toBeUndefined();
});
