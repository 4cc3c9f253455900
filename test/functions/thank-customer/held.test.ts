import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { watchKey } from '../../../lib/circuit/watch.ts';
import { settingsWith } from '../../lib/order/support.ts';
import { startWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const minute = 60_000;
const hour = 60 * minute;
type Shop = ReturnType<typeof world.shop>;
const watch = (shop: Shop) => shop.ports.store.scopeWatches.get(watchKey({ what: 'thanku', shop: shop.name }));
const refused = { kind: 'refused' as const, reason: 'unauthorized' as const, status: 401 };
const rejected = { kind: 'rejected' as const, status: 400, words: 'no' };

/** A shop that is held: its first order was refused, its second waits. */
async function heldShop(overrides: Parameters<typeof world.shop>[2] = {}) {
  const shop = world.shop({}, {}, { random: () => 0.5, ...overrides });
  shop.state.answers.push(refused);
  await shop.paid();
  await shop.paid({ orderId: '2' });
  return shop;
}

describe('a held shop', () => {
  it('has its orders wait for hours, the refused one longest, and a watch look when its probe is due', async () => {
    const shop = await heldShop();
    const { nowMs } = shop.state;
    expect((await shop.order())?.dueAt).toBe(nowMs + 12 * hour);
    expect((await shop.order('2'))?.dueAt).toBe(nowMs + 9 * hour);
    expect((await shop.control()).hold?.probeAt).toBe(nowMs + 15 * minute);
    expect(await watch(shop)).toMatchObject({ dueAt: nowMs + 15 * minute });
  });

  it('lets whichever waiting order is woken first carry the probe, and its success sets the watch going', async () => {
    const shop = await heldShop();
    shop.pass(minute);
    await shop.wake('2');
    expect(shop.calls).toHaveLength(1);
    shop.pass(15 * minute);
    await shop.wake('2');
    expect(await shop.order('2')).toMatchObject({ state: 'posted' });
    expect((await shop.control()).hold).toBeUndefined();
    expect(await watch(shop)).toMatchObject({ dueAt: shop.state.nowMs });
    await shop.wake();
    expect(await shop.order()).toMatchObject({ state: 'posted' });
  });

  it('by a missing token has its probe use the token that was just put, though the worker remembers none', async () => {
    const shop = world.shop();
    shop.state.token = undefined;
    await shop.paid();
    expect((await shop.control()).hold).toMatchObject({ reason: 'no-secret' });
    shop.state.freshToken = 'put-at-last';
    shop.pass(16 * minute);
    await shop.wake();
    expect(await shop.order()).toMatchObject({ state: 'posted' });
    expect(shop.calls).toMatchObject([{ token: 'put-at-last' }]);
  });

  it('that is freed while an order goes to wait lets it go on at once', async () => {
    const shop = await heldShop();
    const control = shop.ports.control(shop.name);
    let isFirst = true;
    const racing = async (decide: Parameters<typeof control.change>[0]) => {
      const state = await control.change(decide);
      if (isFirst) await control.change((now) => ({ ...now, hold: undefined }));
      isFirst = false;
      return state;
    };
    Object.assign(shop.ports, { control: () => ({ ...control, change: racing }) });
    expect(await shop.paid({ orderId: '3' })).toEqual({ done: false, againInSeconds: 1 });
    expect(await shop.order('3')).toMatchObject({ state: 'waiting' });
  });

  it('by a real order’s refusal is not freed by a simulated one, and a simulated one’s refusal is marked', async () => {
    const shop = world.shop();
    shop.state.answers.push(rejected);
    await shop.paid();
    shop.state.settings = settingsWith({ simulate: true }, { shop: shop.name });
    await shop.paid({ orderId: '2' });
    expect(await shop.order('2')).toMatchObject({ state: 'simulated' });
    expect((await shop.control()).hold).toMatchObject({ trial: true, probeAt: shop.state.nowMs });

    const simulated = world.shop({ simulate: true });
    simulated.state.answers.push(rejected);
    await simulated.paid();
    expect((await simulated.control()).hold?.refused).toMatchObject({ test: true });
    await simulated.paid({ orderId: '2' });
    expect((await simulated.control()).hold).toBeUndefined();
  });

  it('has another order try within a minute when the one that tried gets no answer for hours', async () => {
    const shop = await heldShop({ retryBaseSeconds: 3600 });
    shop.pass(16 * minute);
    shop.state.answers.push({ kind: 'retry', reason: 'server-error', status: 500 });
    await shop.wake();
    const { nowMs } = shop.state;
    expect((await shop.order())!.notBefore).toBeGreaterThan(nowMs + 10 * minute);
    expect((await shop.control()).hold?.probeAt).toBe(nowMs + minute);
    expect(await watch(shop)).toMatchObject({ dueAt: nowMs + minute });
    shop.pass(minute);
    await shop.wake('2');
    expect((await shop.control()).hold).toBeUndefined();
  });
});
