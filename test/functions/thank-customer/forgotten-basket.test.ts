import { afterAll, beforeAll, expect, it } from 'vitest';
import { keys } from '../../../lib/store/keys.ts';
import { startWorld, thanxSettings } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

/** An order without a ThankU so far. Its worker has created the basket’s row, and died before the order’s row said so. */
async function orderThatForgot() {
  const shop = world.shop({}, { thanx: { ...thanxSettings, mode: 'baskets', locationUid: 'l1' } });
  const { basket, thanku, payload } = shop.ports.store;
  shop.answers.push({ kind: 'retry', reason: 'connect timeout', notSent: true });
  await shop.paid({ orderId: '1', beforeTax: '50.00' });
  const pid = shop.pid('1');
  const key = keys.basket(shop.name, pid);
  await thanku.change(keys.thanku(shop.name, pid), (row) => ({ ...row, receipt: 'wanted' }));
  const cancel = () =>
    shop.send({ type: 'cancelled', shop: shop.name, at: new Date(shop.state.nowMs).toISOString(), orderId: '1' });
  return { key, basket, cancel, payload: () => payload.get(keys.payload(shop.name, pid)) };
}

it('has its basket skipped when it is cancelled', async () => {
  const { key, basket, cancel } = await orderThatForgot();
  await cancel();
  expect(await basket.get(key)).toMatchObject({ state: 'skipped', reason: 'cancelled' });
});

it('has the points of its basket taken back when it is cancelled, and keeps what that needs', async () => {
  const { key, basket, cancel, payload } = await orderThatForgot();
  await basket.change(key, (row) => ({ ...row, maybeBilled: true }));
  await cancel();
  expect(await basket.get(key)).toMatchObject({ state: 'refunding', wanted: '50.00' });
  expect(await payload()).toBeDefined();
});
