import { afterAll, beforeAll, expect, it } from 'vitest';
import { expediteOrder } from '../../../ops/repair/retry-order.ts';
import { listed, page, unknownReceipt, type World } from './listed.ts';
import { startWorld } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const minute = 60_000;
const hour = 60 * minute;

/** Sent again after two looks, and not answered again either. */
const unknownTwice = async () => {
  const receipt = await unknownReceipt(world);
  await receipt.wake();
  receipt.pass(10 * minute);
  await receipt.wake();
  receipt.state.receipts.push({ kind: 'unknown', reason: 'connection broke' });
  await receipt.wake();
  expect(await receipt.row()).toMatchObject({ state: 'unknown', dueKind: 'receipt', resends: 1 });
  expect(receipt.telemetry.counted).not.toContain('ReceiptUnknown');
  receipt.state.nowMs = (await receipt.row())!.dueAt!;
  return receipt;
};

it('a receipt unknown a second time is looked for before a person is asked', async () => {
  const receipt = await unknownTwice();
  receipt.state.pages.push(page([listed('it')]));
  await receipt.wake();
  expect(await receipt.row()).toMatchObject({ state: 'submitted', id: 'it', resends: 1 });
  expect(receipt.posts()).toBe(2);
  expect(receipt.telemetry.counted).not.toContain('ReceiptUnknown');
});

it('a receipt unknown a second time and in neither of two looks waits for a person, and is not sent a third time', async () => {
  const receipt = await unknownTwice();
  await receipt.wake();
  receipt.pass(10 * minute);
  expect(await receipt.wake()).toEqual({ done: true });
  expect(await receipt.row()).toMatchObject({ state: 'unknown', dueKind: 'stuck', reason: 'not-there' });
  expect(receipt.telemetry.counted.filter((name) => name === 'ReceiptUnknown')).toHaveLength(1);
  receipt.pass(72 * hour);
  await receipt.wake();
  expect([receipt.posts(), receipt.lists()]).toEqual([2, 4]);
  expect(await receipt.payload()).toBeDefined();
});

it('a receipt that waits for a person is looked for again if that person retries it, and is never sent for that', async () => {
  const receipt = await unknownTwice();
  await receipt.wake();
  receipt.pass(10 * minute);
  await receipt.wake();
  receipt.pass(72 * hour);
  const retry = () => expediteOrder(repairPortsOf(receipt), 'oak-shop', receipt.pid, { isFree: true });
  expect(await retry()).toEqual(['receipt']);
  expect(await retry()).toEqual([]);
  receipt.state.pages.push({ kind: 'unknown', reason: 'timeout' });
  await receipt.wake();
  expect(await receipt.row()).toMatchObject({ state: 'unknown', dueKind: 'receipt' });
  receipt.pass(10 * minute);
  await receipt.wake();
  receipt.pass(10 * minute);
  receipt.state.pages.push(page([listed('late')]));
  await receipt.wake();
  expect(await receipt.row()).toMatchObject({ state: 'submitted', id: 'late' });
  expect(receipt.posts()).toBe(2);
});

const repairPortsOf = (receipt: Awaited<ReturnType<typeof unknownReceipt>>) => ({
  store: receipt.ports.store,
  sendOrders: async () => undefined,
  wakeReceipt: async () => undefined,
  now: () => receipt.state.nowMs,
});
