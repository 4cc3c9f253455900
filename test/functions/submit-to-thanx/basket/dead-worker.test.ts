import { afterAll, beforeAll, expect, it } from 'vitest';
import { basketWoken } from '../../../../lib/order/basket/settling.ts';
import { minuteMs } from '../../../../lib/durations.ts';
import { maybeBilledUntil } from '../../../../lib/order/basket/restored.ts';
import { showsAfterMs } from '../../../../lib/order/grace-periods.ts';
import { cancelled, startBasketWorld } from './basket-world.ts';

let world: Awaited<ReturnType<typeof startBasketWorld>>;
beforeAll(async () => {
  world = await startBasketWorld();
});
afterAll(() => world.close());

it('publishes what a worker billed that died before it published it, although housekeeping has postponed the row', async () => {
  const basket = await world.basket();
  const at = new Date(basket.state.nowMs).toISOString();
  await basket.change({ state: 'billed', announced: false, dueAt: basket.state.nowMs + minuteMs, updatedAt: at });
  await basket.wake();
  expect(basket.state.events).toEqual([]);

  basket.state.nowMs += minuteMs;
  const woken = basketWoken(await basket.row(), basket.state.nowMs);
  expect(woken?.dueAt).toBeGreaterThan(basket.state.nowMs);
  await basket.change({ ...woken });
  await basket.wake();
  expect(basket.state.events).toMatchObject([{ type: 'Basket Updated', detail: { state: 'billed' } }]);
  expect((await basket.row()).announced).toBe(true);
});

it('sends another refund only once that of a dead worker can’t arrive any more', async () => {
  const basket = await world.basket();
  await basket.wake();
  basket.state.baskets.push(() => Promise.reject(new Error('killed')));
  await basket.orderChanges({ refunds: { r1: '6.00' } });
  await expect(basket.wake()).rejects.toThrow('killed');
  const { deadAt } = (await basket.row()).attempt!;
  await basket.orderChanges({ refunds: { r1: '6.00', r2: '6.00' } });
  basket.state.nowMs = deadAt + 1;
  await basket.wake();
  expect(basket.requests()).toHaveLength(2);
  basket.state.nowMs = deadAt + showsAfterMs;
  await basket.wake();
  expect(basket.requests().at(-1)).toContain('refunded 10.00');
});

it('never bills again what a dead worker may have billed, if the order was cancelled during its attempt', async () => {
  const basket = await world.basket();
  basket.state.baskets.push(async () => {
    await basket.orderChanges(cancelled);
    throw new Error('killed');
  });
  await expect(basket.wake()).rejects.toThrow('killed');
  const row = await basket.row();
  expect(row).toMatchObject({ state: 'waiting', wanted: '50.00' });
  basket.state.nowMs = row.attempt!.deadAt + 1;
  await basket.wake();
  expect(await basket.row()).toMatchObject({ state: 'refunding' });
  basket.state.nowMs = row.attempt!.deadAt + showsAfterMs;
  await basket.wake();
  expect(basket.requests().map((call) => call.split(' ')[2])).toEqual(['billed', 'refunded']);
});

it('skips the basket of a restored order if its address is invalid, although Thanx may have it', async () => {
  const basket = await world.basket();
  await basket.change(maybeBilledUntil(basket.state.nowMs));
  basket.state.users.push({ kind: 'no-email' });
  await basket.wake();
  expect(await basket.row()).toMatchObject({ state: 'skipped', reason: 'no-email' });
});
