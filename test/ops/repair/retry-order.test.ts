import { failedAfter, noAnswer, portsOf, rejected, type World } from './support.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { woken } from '../../../lib/order/thanku/settling.ts';
import { lease } from '../../../lib/order/thanku/transitions.ts';
import { proposeRefreeze } from '../../../ops/repair/refreeze.ts';
import { expediteOrder, retryOrder } from '../../../ops/repair/retry-order.ts';
import { keys } from '../../../lib/store/keys.ts';
import { startWorld } from '../../functions/thank-customer/world.ts';
import { memoryTables } from '../../support/memory-tables.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const free = { isFree: true };

it('what gave up gets two more weeks of tries by a retry, not one', async () => {
  // 351 attempts: a real table would take half a minute.
  const shop = (await startWorld(memoryTables())).shop();
  shop.state.answers.push(...Array.from({ length: 400 }, () => noAnswer));
  await shop.paid();
  while ((await shop.order())?.state === 'waiting') {
    shop.pass(3_700_000);
    await shop.wake();
  }
  const gaveUp = await shop.order();
  expect(gaveUp).toMatchObject({ state: 'failed', reason: 'gave-up' });
  expect(gaveUp?.history).toMatchObject([
    { what: 'attempt-failed', times: 351 },
    { what: 'failed' },
    { what: 'dead-letter' },
  ]);
  await retryOrder(portsOf(shop), shop.name, shop.pid());
  expect(await shop.wake()).toMatchObject({ done: false, againInSeconds: 5 });
  expect(await shop.order()).toMatchObject({ state: 'waiting' });
  // What may be a ThankU is never forgotten by it.
  shop.state.answers.length = 0;
  shop.state.answers.push(rejected);
  shop.pass(60_000);
  await shop.wake();
  expect(await proposeRefreeze(portsOf(shop), shop.name, shop.pid())).toMatchObject({
    parts: [{ kept: { because: 'may-exist' } }],
  });
});

it('brings forward what waits for its next attempt, once, and nothing else', async () => {
  const shop = world.shop();
  shop.state.answers.push(...Array.from({ length: 20 }, () => noAnswer));
  await shop.paid();
  for (let attempts = 1; attempts < 20; attempts++) {
    shop.pass(3_700_000);
    await shop.wake();
  }
  const wakes: string[] = [];
  const ports = portsOf(shop, { sendOrders: async (message) => void wakes.push(message.type) });
  expect((await shop.order())?.notBefore).toBeGreaterThan(shop.state.nowMs + 1_000_000);
  expect(await expediteOrder(ports, shop.name, shop.pid(), free)).toEqual(['thanku']);
  expect(await expediteOrder(ports, shop.name, shop.pid(), free)).toEqual([]);
  await shop.wake();
  expect(await shop.order()).toMatchObject({ state: 'posted' });
  expect(await expediteOrder(ports, shop.name, shop.pid(), free)).toEqual([]);
  expect(wakes).toEqual(['wake']);
});

it('retries at once what waits for a wake-up that was lost', async () => {
  const shop = world.shop();
  shop.state.answers.push(noAnswer);
  await shop.paid();
  shop.pass(120_000);
  // Housekeeping sent a wake-up, which never came.
  await shop.ports.store.thanku.change(keys.thanku(shop.name, shop.pid()), (row) => woken(row, shop.state.nowMs));
  const { nowMs } = shop.state;
  const at = new Date(nowMs).toISOString();
  const base = { shop: shop.name, pid: shop.pid(), orderId: '4711', attempts: 0, notBefore: nowMs, createdAt: at };
  const lost = { ...base, updatedAt: at, credential: 'main', dueKind: 'receipt' as const, dueAt: nowMs + 3_600_000 };
  await shop.ports.store.receipt.insert(keys.receipt(shop.name, shop.pid()), { ...lost, state: 'waiting' });
  const cards = [{ last4: '7890', state: 'waiting' as const }];
  await shop.ports.store.giftCards.insert(keys.giftCards(shop.name, shop.pid()), { ...lost, cards });
  const wakes: string[] = [];
  const ports = portsOf(shop, {
    sendOrders: async (message) => void wakes.push(message.type),
    wakeReceipt: async ({ credential }) => void wakes.push(credential),
  });
  expect(await expediteOrder(ports, shop.name, shop.pid(), free)).toEqual(['thanku', 'receipt', 'gift-cards']);
  expect(wakes).toEqual(['wake', 'main', 'main']);
  for (const row of [await shop.order(), await shop.receipt()]) expect(row?.dueAt).toBe(nowMs);
  expect(await expediteOrder(ports, shop.name, shop.pid(), free)).toEqual([]);
});

it('never brings forward what waits for cancellations', async () => {
  const shop = world.shop({ holdHours: 24 });
  await shop.paid();
  expect(await expediteOrder(portsOf(shop), shop.name, shop.pid(), free)).toEqual([]);
  expect(await shop.order()).toMatchObject({ state: 'held', reason: 'waiting-for-cancellations' });
});

it('brings forward what was held once nothing holds it any more', async () => {
  const shop = world.shop();
  shop.state.answers.push({ kind: 'refused', reason: 'unauthorized', status: 401 });
  await shop.paid();
  expect(await expediteOrder(portsOf(shop), shop.name, shop.pid(), { isFree: false })).toEqual([]);
  await shop.ports.control(shop.name).change((control) => ({ ...control, hold: undefined }));
  expect(await expediteOrder(portsOf(shop), shop.name, shop.pid(), free)).toEqual(['thanku']);
  await shop.wake();
  expect(await shop.order()).toMatchObject({ state: 'posted' });
});

it('an attempt that is open is not leased twice by a retry', async () => {
  const shop = await failedAfter(world, rejected);
  await retryOrder(portsOf(shop), shop.name, shop.pid());
  const row = await shop.order();
  const leased = lease(row!, { id: 'one', until: shop.state.nowMs + 20_000 }, shop.state.nowMs);
  await shop.ports.store.thanku.change(keys.thanku(shop.name, shop.pid()), () => leased);
  expect(await retryOrder(portsOf(shop), shop.name, shop.pid())).toEqual({ kind: 'nothing-failed' });
  expect((await shop.order())?.lease?.id).toBe('one');
});
