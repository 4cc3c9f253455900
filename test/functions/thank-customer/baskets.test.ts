import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { basketBilled, basketSending } from '../../../lib/order/basket/transitions.ts';
import { keys } from '../../../lib/store/keys.ts';
import { startWorld, thanxSettings } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const baskets = { thanx: { ...thanxSettings, mode: 'baskets', locationUid: 'online' } };
const goods = { amount: '60.00', beforeTax: '50.00' };

function shopWithBaskets(thanku: Record<string, unknown> = {}) {
  const shop = world.shop(thanku, baskets);
  const { store } = shop.ports;
  const key = keys.basket(shop.name, shop.pid());
  const attempt = { id: 'a', sendBy: shop.state.nowMs, deadAt: shop.state.nowMs + 60_000 };
  return {
    ...shop,
    basket: () => store.basket.get(key),
    /** As its worker does it. */
    begins: () => store.basket.change(key, (row) => basketSending(row, attempt, shop.state.nowMs)),
    isBilled: () =>
      store.basket.change(key, (row) => {
        const basket = {
          id: 'b',
          orderTimestamp: row.updatedAt,
          locationUid: 'l',
          items: [],
          subtotal: '50.00',
          payments: [],
        };
        const refundable = { until: Infinity, merchantId: 'm1', userId: 'u1', customer: [], basket };
        const { nowMs } = shop.state;
        return basketBilled(row, 'a', { ...refundable, until: nowMs + 1e9 }, nowMs);
      }),
  };
}

describe('an order of a shop in baskets mode', () => {
  it('gets a basket instead of a receipt, whose worker is woken', async () => {
    const shop = shopWithBaskets();
    await shop.paid(goods);
    expect(await shop.basket()).toMatchObject({ state: 'waiting', subtotal: '50.00', credential: 'main' });
    expect(await shop.receipt()).toBeUndefined();
    expect(await shop.order()).toMatchObject({ receipt: 'created', receiptReason: 'basket' });
    expect(shop.state.wakes).toEqual([shop.pid()]);
    // Only the basket still needs it.
    expect(await shop.payload()).toBeDefined();
  });

  it('stays in its mode when the settings change', async () => {
    const shop = shopWithBaskets();
    await shop.paid(goods);
    shop.state.settings = { ...shop.state.settings!, thanx: { ...baskets.thanx, mode: 'receipts' } } as never;
    await shop.paid(goods);
    await shop.wake();
    expect(await shop.receipt()).toBeUndefined();
    expect(await shop.basket()).toMatchObject({ state: 'waiting' });
  });

  it('has its refunds noted in the basket, and the basket’s worker woken', async () => {
    const shop = shopWithBaskets();
    await shop.paid(goods);
    await shop.begins();
    await shop.isBilled();
    await shop.refunded([{ id: 'r1', amount: '12.00' }]);
    expect(await shop.basket()).toMatchObject({ state: 'refunding', wanted: '10.00' });
    await shop.cancelled();
    expect(await shop.basket()).toMatchObject({ state: 'refunding', wanted: '50.00' });
    expect(shop.state.wakes).toEqual([shop.pid(), shop.pid(), shop.pid()]);
  });

  it('has a refund of unknown size counted once as missed, and those of known size sent', async () => {
    const shop = shopWithBaskets();
    await shop.paid(goods);
    await shop.begins();
    await shop.isBilled();
    const missed = () => shop.telemetry.counted.filter((metric) => metric === 'BasketRefundMissed');
    for (let time = 0; time < 2; time++) await shop.refunded([{ id: 'r1' }]);
    expect(await shop.basket()).toMatchObject({ state: 'billed', refundMissed: 'unknown-amount' });
    await shop.refunded([{ id: 'r2', amount: '12.00' }]);
    expect(await shop.basket()).toMatchObject({ state: 'refunding', wanted: '10.00', refundMissed: 'unknown-amount' });
    expect(missed()).toHaveLength(1);
  });

  it('that is cancelled while its basket is sent keeps what a refund needs, even if its row doesn’t say yet that the basket began', async () => {
    const shop = shopWithBaskets({ holdHours: 2 });
    await shop.paid(goods);
    // A worker made the basket's row, and died before it wrote the order's.
    const at = new Date(shop.state.nowMs).toISOString();
    await shop.ports.store.basket.insert(keys.basket(shop.name, shop.pid()), {
      shop: shop.name,
      pid: shop.pid(),
      orderId: '4711',
      credential: 'main',
      state: 'waiting',
      subtotal: '50.00',
      attempts: 0,
      notBefore: 0,
      startedAt: at,
      updatedAt: at,
      dueKind: 'receipt',
      dueAt: shop.state.nowMs,
    });
    await shop.begins();
    await shop.cancelled();
    expect(await shop.basket()).toMatchObject({ state: 'waiting', wanted: '50.00' });
    expect(await shop.payload()).toBeDefined();
  });
});
