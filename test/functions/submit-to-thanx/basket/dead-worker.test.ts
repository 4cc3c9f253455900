import { afterAll, beforeAll, expect, it } from 'vitest';
import { basketWoken } from '../../../../lib/order/basket/settling.ts';
import { minuteMs } from '../../../../lib/durations.ts';
import { startBasketWorld } from './basket-world.ts';

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
