import { afterAll, beforeAll, expect, it } from 'vitest';
import { note, startWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => void (world = await startWorld()));
afterAll(() => world.close());

it('a second worker sends nothing while the first one does', async () => {
  const shop = world.shop([note]);
  await shop.paid();
  shop.notified.answers['note'] = [
    async () => {
      await shop.notify();
      return { kind: 'delivered' };
    },
  ];
  await shop.notify();
  expect(shop.notified.sent).toHaveLength(1);
  expect(await shop.deliveries()).toEqual(['note delivered']);
});
