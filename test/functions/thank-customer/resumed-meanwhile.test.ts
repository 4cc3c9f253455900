import { expect, it } from 'vitest';
import { resumed } from '../../../lib/order/thanku/stopping.ts';
import { startWorld } from './world.ts';

it('an order that is resumed just before it is leased is thanked, and waits for nobody', async () => {
  const world = await startWorld();
  const shop = world.shop();
  const pause = { by: 'ada', reason: 'x', since: '2026-03-01T12:00:00.000Z' };
  await shop.ports.control(shop.name).change((state) => ({ ...state, thankuBrake: pause }));
  await shop.paid();
  expect(await shop.order()).toMatchObject({ state: 'held', reason: 'braked' });
  await shop.ports.control(shop.name).change((state) => ({ ...state, thankuBrake: undefined }));

  // `resume` wakes the order first and writes its row then, here between the worker's clock and its write.
  const { thanku } = shop.ports.store;
  const { change } = thanku;
  thanku.change = async (key, decide) => {
    thanku.change = change;
    shop.pass(5);
    await change(key, (row) => resumed(row, shop.state.nowMs, shop.state.nowMs + 600_000));
    return await change(key, decide);
  };
  await shop.wake();
  expect((await shop.order())?.state).toBe('posted');
  await world.close();
});
