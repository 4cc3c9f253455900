import { expect, it } from 'vitest';
import { fixture } from '../../support/webhook.ts';
import { fetchWorld, minute, refuse } from './world.ts';

/** fetch-order of a shop whose orders don't say when they were paid. */
function worldOfBigCommerce() {
  const made = fetchWorld();
  const { world } = made;
  world.settings = { ...world.settings!, platform: 'bigcommerce' };
  world.secret = {
    platform: 'bigcommerce',
    url: 'https://api.bigcommerce.com',
    storeHash: 'q7w2e9r4t1',
    accessToken: 'token-1234567890',
  };
  world.platform = () => ({ headers: {}, url: '', body: fixture('bigcommerce/order.json') });
  return made;
}

const placedAt = '2026-01-31T12:00:05.000Z';
const paidAt = '2026-01-31T12:00:08.000Z';

it('an order that its notification calls paid was paid then', async () => {
  const { notify, queued } = worldOfBigCommerce();
  await notify('1042', { paidAt });
  await notify('1042');
  expect(queued).toMatchObject([{ order: { paidAt } }, { order: { paidAt: placedAt } }]);
});

it('that time waits with the order, and a later notification doesn’t change it', async () => {
  const { world, notify, pass, queued, waiting } = worldOfBigCommerce();
  const answers = world.platform;
  world.platform = () => {
    throw refuse('throttled', minute);
  };
  await notify('1042');
  await notify('1042', { paidAt });
  await notify('1042', { paidAt: '2026-01-31T12:00:09.000Z' });
  expect(await waiting()).toMatchObject([{ paidAt }]);
  world.platform = answers;
  await pass(3 * minute);
  expect(queued).toMatchObject([{ order: { paidAt } }]);
});

it('and comes back from the dead letters with it', async () => {
  const { world, notify, pass, dead } = worldOfBigCommerce();
  world.platform = () => {
    throw refuse('unreadable');
  };
  await notify('1042', { paidAt });
  await pass(15 * 24 * 60 * minute);
  expect(dead).toMatchObject([{ orderId: '1042', paidAt }]);
});
