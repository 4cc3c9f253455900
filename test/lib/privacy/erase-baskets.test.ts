import { afterAll, beforeAll, expect, it } from 'vitest';
import { basketBilled, basketRefunded, basketSending } from '../../../lib/order/basket/transitions.ts';
import { refundingStopped, refundsOf, refundWanted } from '../../../lib/order/basket/refund.ts';
import type { BasketState } from '../../../lib/order/basket/state.ts';
import { eraseRows } from '../../../lib/privacy/erase.ts';
import { erasedKeys } from '../../../lib/store/erased.ts';
import { keys } from '../../../lib/store/keys.ts';
import { settle } from '../../../lib/store/settle.ts';
import { ordersOf } from '../../../ops/privacy/find-customer.ts';
import { startWorld, thanxSettings } from '../../functions/thank-customer/world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const at = '2026-03-01T12:00:00.000Z';
const ada = 'ada@example.com';

/** A thanked order with a basket that waits. */
async function withBasket(email = ada, orderId = '1', shop = shopOfBaskets()) {
  await shop.paid({ orderId, beforeTax: '50.00', customer: { email } });
  const key = keys.basket(shop.name, shop.pid(orderId));
  const { basket: baskets } = shop.ports.store;
  const change = async (decide: (row: BasketState) => BasketState | undefined) => {
    const { changed } = await baskets.change(key, decide);
    expect(changed).toBe(true);
  };
  const { nowMs } = shop.state;
  const send = () =>
    change((row) => basketSending(row, { id: 'a', sendBy: nowMs + 1000, deadAt: nowMs + 30_000 }, shop.state.nowMs));
  const bill = async () => {
    await send();
    const tombstones = await erasedKeys(shop.ports.store, shop.name, { email });
    const { basket } = (await shop.payload(orderId))!.basket!;
    const customer = tombstones.map(({ sk }) => sk);
    const refundable = { until: nowMs + 86_400_000, merchantId: 'm1', userId: `u-${orderId}`, customer, basket };
    await change((row) => {
      const billed = basketBilled(row, 'a', refundable, shop.state.nowMs);
      return billed && { ...billed, announced: true };
    });
  };
  return {
    shop,
    send,
    bill,
    change,
    settle: () => settle(shop.ports.store, shop.name, shop.pid(orderId), shop.state.nowMs),
    refund: (subtotal: string) => change((row) => refundWanted(row, { kind: undefined, subtotal }, shop.state.nowMs)),
    basket: () => baskets.get(key),
    payload: () => shop.payload(orderId),
    erase: (customer: { email: string } | undefined = { email }) =>
      eraseRows({ ...shop.ports, finish: async () => {} }, { shop: shop.name, at, customer }),
  };
}
const shopOfBaskets = () => world.shop({}, { thanx: { ...thanxSettings, mode: 'baskets', locationUid: 'l1' } });

it('a basket that waits is never sent, and its data goes', async () => {
  const order = await withBasket();
  expect(await order.basket()).toMatchObject({ state: 'waiting' });
  expect(await order.erase()).toMatchObject({ orders: 1, open: [] });
  expect(await order.basket()).toMatchObject({ state: 'skipped', reason: 'erased' });
  expect(await order.payload()).toBeUndefined();
});

it('one that Thanx may have is given up: nobody may know any more whose it was', async () => {
  const order = await withBasket();
  await order.send();
  order.shop.pass(31_000);
  expect(await order.erase()).toMatchObject({ orders: 1, open: [] });
  expect(await order.basket()).toMatchObject({ state: 'skipped', reason: 'erased', maybeBilled: true });
  expect(await order.payload()).toBeUndefined();
});

it('while it is being sent, its worker is told, and nothing is kept for refunds', async () => {
  const order = await withBasket();
  await order.send();
  expect(await order.erase()).toMatchObject({ orders: 0, open: [order.shop.pid('1')] });
  expect(await order.basket()).toMatchObject({ state: 'waiting', erase: true });
  expect(await order.payload()).toBeDefined();
  const refundable = {
    until: 1,
    merchantId: 'm1',
    userId: 'u',
    customer: [],
    basket: (await order.payload())!.basket!.basket,
  };
  await order.change((row) => basketBilled(row, 'a', refundable, order.shop.state.nowMs));
  expect(await order.basket()).not.toHaveProperty('refundable');
});

it('once everything is settled, what is kept for refunds goes, and that of others stays', async () => {
  const shop = shopOfBaskets();
  const hers = await withBasket(ada, '1', shop);
  const his = await withBasket('bob@example.com', '2', shop);
  for (const order of [hers, his]) {
    await order.bill();
    expect(await order.settle()).toBe(true);
    expect(await order.payload()).toBeUndefined();
    expect(await order.basket()).toMatchObject({ state: 'billed', dueKind: 'refundable' });
  }
  const found = await Array.fromAsync(ordersOf(shop.ports, shop.name, { email: 'ADA@example.com' }, () => undefined));
  expect(found).toMatchObject([{ pid: shop.pid('1'), by: 'refundable' }]);
  expect(await hers.erase()).toMatchObject({ orders: 0, refundsStopped: 1 });
  const forgotten = await hers.basket();
  for (const gone of ['refundable', 'dueKind', 'dueAt']) expect(forgotten).not.toHaveProperty(gone);
  expect(await his.basket()).toMatchObject({ refundable: { userId: 'u-2' }, dueKind: 'refundable' });
  // A refund that comes later can't be sent, and says so.
  await hers.refund('20.00');
  expect(await hers.basket()).toMatchObject({ state: 'billed', wanted: '20.00', refundMissed: 'erased' });
  expect(await hers.erase()).toMatchObject({ refundsStopped: 0 });
  await his.erase(undefined);
  expect(await his.basket()).not.toHaveProperty('refundable');
});

/** A basket of a settled order whose customer got money back. */
async function refunding() {
  const order = await withBasket();
  await order.bill();
  await order.settle();
  order.shop.pass(120_000);
  await order.refund('20.00');
  return order;
}

it('a refund that waits isn’t sent any more', async () => {
  const order = await refunding();
  expect(await order.erase()).toMatchObject({ refundsStopped: 1 });
  expect(await order.basket()).toMatchObject({ state: 'billed', refundMissed: 'erased' });
  expect(await order.basket()).not.toHaveProperty('refundable');
});

it('a refund that is being sent ends, and then its worker deletes what it needed', async () => {
  const order = await refunding();
  const { nowMs } = order.shop.state;
  await order.change((row) => basketSending(row, { id: 'r', sendBy: nowMs, deadAt: nowMs + 30_000 }, nowMs));
  expect(await order.erase()).toMatchObject({ refundsStopped: 1 });
  expect(await order.basket()).toMatchObject({ state: 'refunding', erase: true });
  await order.change((row) => basketRefunded(row, 'r', nowMs));
  expect(await order.basket()).toMatchObject({ refunded: '20.00', erase: true });
  await order.change((row) => refundingStopped(row, nowMs));
  expect(await order.basket()).not.toHaveProperty('refundable');
});

it('an order whose customer is erased owes no refund because of that', async () => {
  const order = await withBasket();
  await order.bill();
  await order.erase();
  const row = (await order.shop.order('1'))!;
  expect(refundsOf(row, '50.00').subtotal).toBe('0');
  expect(await order.basket()).toMatchObject({ state: 'billed' });
});
