import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minuteMs } from '../../../../lib/durations.ts';
import { keys } from '../../../../lib/store/keys.ts';
import { startBasketWorld } from './basket-world.ts';

let world: Awaited<ReturnType<typeof startBasketWorld>>;
beforeAll(async () => {
  world = await startBasketWorld();
});
afterAll(() => world.close());

describe('the circuit of a shop with baskets', () => {
  it('with a fixed token closes with its probe', async () => {
    const basket = await world.basket();
    const { ports, state, pid } = basket;
    await ports.store.payload.change(keys.payload('oak-shop', pid), (payload) => {
      const { email: _, ...plan } = payload.basket as unknown as Record<string, unknown>;
      return { ...payload, basket: { ...plan, tokenOf: 'oak-shop' } as never };
    });
    state.fixedToken = 'fixed';
    state.putToken = 'fixed';
    state.merchantKey = undefined;
    await basket.wake();
    expect(await basket.row()).toMatchObject({ state: 'waiting', waitsFor: 'hold' });
    state.merchantKey = 'put';
    state.nowMs += 16 * minuteMs;
    await basket.wake();
    expect(basket.requests()).toHaveLength(1);
    expect(await basket.row()).toMatchObject({ state: 'billed' });
  });

  it('opens if users may not be read, and stops no receipts', async () => {
    const basket = await world.basket();
    basket.state.users.push({ kind: 'unauthorized', status: 403 });
    await basket.wake();
    expect((await basket.ports.control.get()).hold).toBeUndefined();
    expect((await basket.ports.shopSecretsControl('oak-shop').get()).hold).toMatchObject({ reason: 'unauthorized' });
    expect(await basket.row()).toMatchObject({ state: 'waiting', waitsFor: 'hold' });
  });

  it('opens if users are somewhere else now, and stops no receipts', async () => {
    const basket = await world.basket();
    basket.state.users.push({ kind: 'moved', status: 404 });
    await basket.wake();
    expect((await basket.ports.control.get()).hold).toBeUndefined();
    expect((await basket.ports.shopSecretsControl('oak-shop').get()).hold).toMatchObject({ reason: 'moved' });
  });

  it('lets the next order probe if the first is of no member', async () => {
    const basket = await world.basket();
    const { state, ports } = basket;
    state.merchantKey = undefined;
    await basket.wake();
    state.merchantKey = 'put';
    state.nowMs += 16 * minuteMs;
    state.users.push({ kind: 'no-member' });
    await basket.wake();
    expect((await ports.shopSecretsControl('oak-shop').get()).hold?.probeAt).toBe(state.nowMs);
  });

  it('stays closed if the merchant key was replaced', async () => {
    const basket = await world.basket();
    basket.ports.merchantKeys.refresh = async () => ({ merchantKey: 'new' });
    basket.state.baskets.push({ kind: 'unauthorized', status: 401 });
    await basket.wake();
    expect(basket.requests().map((call) => call.split(' ').at(-1))).toEqual(['merchant-key', 'new']);
    expect(await basket.row()).toMatchObject({ state: 'billed' });
  });

  it('closes with a probe whose first token was refused', async () => {
    const basket = await world.basket();
    const { state } = basket;
    state.merchantKey = undefined;
    await basket.wake();
    state.merchantKey = 'put';
    state.nowMs += 16 * minuteMs;
    state.baskets.push({ kind: 'unauthorized', status: 401 });
    await basket.wake();
    expect(await basket.row()).toMatchObject({ state: 'billed' });
  });
});

it('shows with a probe that the credential gets tokens, and not that one is remembered', async () => {
  const basket = await world.basket();
  const { ports, state } = basket;
  ports.userTokens.put('m1', 'ada@example.com', { accessToken: 'known', userId: 'u1', expiresAtMs: Infinity });
  const hold = { reason: 'unauthorized' as const, since: '2026-03-01T11:00:00.000Z' };
  await ports.control.change((control) => ({ ...control, hold }));
  state.users.push({ kind: 'unauthorized', status: 401 });
  state.scopes.push({ kind: 'unauthorized', status: 401 });
  await basket.wake();
  expect((await ports.control.get()).hold).toMatchObject(hold);
  expect(basket.requests()).toEqual([]);
});
