import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { markErased } from '../../../../lib/store/erased.ts';
import { keys } from '../../../../lib/store/keys.ts';
import { maxAttempts } from '../../../../lib/queue/backoff.ts';
import { cancelled, startBasketWorld } from './basket-world.ts';

let world: Awaited<ReturnType<typeof startBasketWorld>>;
beforeAll(async () => {
  world = await startBasketWorld();
});
afterAll(() => world.close());

const minute = 60_000;
/** By then, no worker that sent something can still be at it, and nothing can still be on its way. */
const later = 3 * minute;

const billed = async () => {
  const basket = await world.basket();
  await basket.wake();
  basket.pass(later);
  return basket;
};

describe('a refund', () => {
  it('of the whole order takes everything back, with the ID instead of the address', async () => {
    const basket = await billed();
    await basket.orderChanges(cancelled);
    expect(await basket.row()).toMatchObject({ state: 'refunding', wanted: '50.00', dueKind: 'receipt' });
    await basket.wake();
    expect(basket.requests().slice(1)).toEqual([`basket oak-shop.${basket.pid} refunded 50.00 user-4 merchant-key`]);
    const row = await basket.row();
    expect(row).toMatchObject({ state: 'refunded', refunded: '50.00' });
    expect([row.refundable, row.dueKind]).toEqual([undefined, undefined]);
    expect(basket.state.events.at(-1)).toMatchObject({
      type: 'Basket Updated',
      detail: { state: 'refunded', refundedSubtotal: '50.00' },
    });
  });

  it('of a part takes as much of the subtotal as of the total, and later parts are added', async () => {
    const basket = await billed();
    await basket.orderChanges({ refunds: { r1: '12.00' } });
    await basket.wake();
    expect(await basket.row()).toMatchObject({ state: 'billed', refunded: '10.00', dueKind: 'refundable' });
    basket.pass(later);
    await basket.orderChanges({ refunds: { r1: '12.00', r2: '6.00' } });
    await basket.wake();
    const sent = basket.requests().map((call) => call.split(' ').slice(2, -2).join(' '));
    expect(sent).toEqual(['billed', 'refunded 10.00', 'refunded 15.00']);
  });

  it('is sent once, however often it is reported', async () => {
    const basket = await billed();
    for (let time = 0; time < 3; time++) {
      await basket.orderChanges({ refunds: { r1: '12.00' } });
      await basket.wake();
      basket.pass(later);
    }
    expect(basket.requests()).toHaveLength(2);
  });

  it('waits until no request to bill that was not answered can still arrive', async () => {
    const basket = await world.basket();
    basket.state.baskets.push({ kind: 'unknown', reason: 'timeout' });
    await basket.wake();
    basket.pass(10_000);
    await basket.wake();
    expect((await basket.row()).state).toBe('billed');
    await basket.orderChanges(cancelled);
    expect(await basket.wake()).toMatchObject({ done: false });
    expect(basket.requests()).toHaveLength(2);
    basket.pass(later);
    await basket.wake();
    expect((await basket.row()).state).toBe('refunded');
  });

  it('follows at once if Thanx has answered everything that was sent before', async () => {
    const basket = await world.basket();
    await basket.wake();
    await basket.orderChanges(cancelled);
    await basket.wake();
    expect((await basket.row()).state).toBe('refunded');
  });

  it('that was not answered is sent again at once, because it says the same', async () => {
    const basket = await billed();
    await basket.orderChanges(cancelled);
    basket.state.baskets.push({ kind: 'unknown', reason: 'timeout' });
    await basket.wake();
    basket.pass(10_000);
    await basket.wake();
    expect(await basket.row()).toMatchObject({ state: 'refunded' });
  });

  it('of another amount waits until one that was not answered can’t arrive any more', async () => {
    const basket = await billed();
    await basket.orderChanges({ refunds: { r1: '12.00' } });
    basket.state.baskets.push({ kind: 'unknown', reason: 'timeout' });
    await basket.wake();
    await basket.orderChanges({ refunds: { r1: '12.00', r2: '12.00' } });
    basket.pass(10_000);
    await basket.wake();
    expect(basket.requests()).toHaveLength(2);
    basket.pass(later);
    await basket.wake();
    expect(await basket.row()).toMatchObject({ state: 'billed', refunded: '20.00' });
  });

  it('that Thanx refuses waits for a person', async () => {
    const basket = await billed();
    await basket.orderChanges(cancelled);
    basket.state.baskets.push({ kind: 'rejected', status: 400, words: 'no' });
    await basket.wake();
    expect(await basket.row()).toMatchObject({ state: 'refund-failed', dueKind: 'stuck' });
    expect(basket.state.letters).toMatchObject([{ reason: 'basket-refund-rejected' }]);
  });
});

it('a refund of unknown size that came before the basket’s row is counted as missed, and the basket is billed', async () => {
  const basket = await world.basket();
  const refunds = { r1: '?' };
  await basket.ports.store.thanku.change(keys.thanku('oak-shop', basket.pid), (order) => ({ ...order, refunds }));
  await basket.wake();
  expect(await basket.row()).toMatchObject({ state: 'billed', refundMissed: 'unknown-amount' });
  expect(basket.telemetry.counted).toContain('BasketRefundMissed');
});

describe('a reversal before the basket is billed', () => {
  it('skips it if nothing was sent', async () => {
    const basket = await world.basket();
    await basket.orderChanges(cancelled);
    await basket.wake();
    expect(await basket.row()).toMatchObject({ state: 'skipped', reason: 'cancelled' });
    expect(basket.state.calls).toEqual([]);
    expect(await basket.payload()).toBeUndefined();
  });

  it('that came before its row is noticed before anything is sent', async () => {
    const basket = await world.basket();
    await basket.ports.store.thanku.change(keys.thanku('oak-shop', basket.pid), (order) => ({
      ...order,
      ...cancelled,
    }));
    await basket.wake();
    await basket.wake();
    expect((await basket.row()).state).toBe('skipped');
    expect(basket.requests()).toEqual([]);
  });

  it('refunds it if Thanx may have it, and never bills it again', async () => {
    const basket = await world.basket();
    basket.state.baskets.push({ kind: 'unknown', reason: 'timeout' });
    await basket.wake();
    await basket.orderChanges(cancelled);
    expect(await basket.row()).toMatchObject({ state: 'refunding', maybeBilled: true });
    basket.pass(10_000);
    await basket.wake();
    expect(basket.requests()).toHaveLength(1);
    basket.pass(later);
    await basket.wake();
    expect(basket.requests()[1]).toContain('refunded 50.00');
    expect(await basket.row()).toMatchObject({ state: 'refunded' });
    expect(await basket.payload()).toBeUndefined();
  });

  it('while its last attempt to bill waits for a token is not given up with that attempt', async () => {
    const basket = await world.basket();
    await basket.change({ attempts: maxAttempts, maybeBilled: true, sentUntil: basket.state.nowMs - later });
    basket.state.users.push(async () => {
      await basket.orderChanges(cancelled);
      return { kind: 'ok', value: { userId: 'u1' } };
    });
    for (let attempts = 0; attempts < 2; attempts++) {
      basket.state.baskets = [{ kind: 'not-sent', reason: 'connect timeout' }];
      await basket.wake();
      expect(await basket.row()).toMatchObject({ state: 'refunding', attempts });
    }
  });

  it.each([
    ['that certainly failed', { kind: 'not-sent', reason: 'connect timeout' }, 'skipped', 1],
    ['that was not answered', { kind: 'unknown', reason: 'timeout' }, 'refunding', 1],
    ['that succeeded', { kind: 'ok', value: {} }, 'refunding', 1],
  ] as const)('during an attempt %s', async (_, outcome, state, requests) => {
    const basket = await world.basket();
    basket.state.baskets.push(async () => {
      await basket.orderChanges(cancelled);
      return outcome;
    });
    await basket.wake();
    expect(await basket.row()).toMatchObject({ state });
    expect(basket.requests()).toHaveLength(requests);
    basket.pass(later);
    await basket.wake();
    expect((await basket.row()).state).toBe(state === 'skipped' ? 'skipped' : 'refunded');
    expect(basket.requests().filter((call) => call.includes(' billed '))).toHaveLength(1);
  });
});

describe('an erased customer’s basket', () => {
  const erase = ({ ports }: Awaited<ReturnType<typeof world.basket>>) =>
    markErased(ports.store, 'oak-shop', { email: 'ada@example.com' }, '2026-03-01T12:00:00.000Z');

  it('is neither billed nor refunded, even if the erasure missed its row', async () => {
    const waiting = await world.basket();
    const done = await billed();
    await erase(waiting);
    await waiting.wake();
    expect(await waiting.row()).toMatchObject({ state: 'skipped', reason: 'erased' });
    await done.orderChanges(cancelled);
    await done.wake();
    expect(done.requests()).toHaveLength(1);
    const row = await done.row();
    expect(row).toMatchObject({ state: 'billed', refundMissed: 'erased' });
    expect(row.refundable).toBeUndefined();
  });
});
