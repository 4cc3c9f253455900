import { expect, it, vi } from 'vitest';
import { ThankflowError } from '../../../lib/errors.ts';
import { keys } from '../../../lib/store/keys.ts';
import { orderStore } from '../../../lib/store/orders.ts';
import { searchesOn } from '../../../ops/orders/searches.ts';
import type { StageAws } from '../../../ops/stage/aws.ts';
import { memoryTables } from '../../support/memory-tables.ts';
import { base } from './rows.ts';

const failed = { shops: ['oak'], sinceMs: 0, limit: 200, state: 'failed' };

/** A stage with 1,000 orders, of which two have failed. It answers each time that `step` is called. */
async function stage() {
  const { documents, orders: ordersTable } = memoryTables();
  const { thanku } = orderStore(documents, ordersTable);
  for (let index = 0; index < 1000; index++) {
    const [pid, at] = [`oak-${index}`, new Date(index * 1000).toISOString()];
    const state = index === 3 || index === 990 ? ('failed' as const) : ('posted' as const);
    await thanku.insert(keys.thanku('oak', pid), {
      ...base,
      receipt: 'none',
      shop: 'oak',
      pid,
      state,
      createdAt: at,
      updatedAt: at,
    });
  }
  const waiting: { resolve(): void; reject(error: unknown): void }[] = [];
  let nowMs = 0;
  const search = searchesOn(
    async (work) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      waiting.push({ resolve, reject });
      await promise;
      return await work({ documents, ordersTable } as unknown as StageAws);
    },
    'local',
    () => nowMs,
  );
  return {
    search,
    wait: (ms: number) => (nowMs += ms),
    asked: () => waiting.length,
    step: async () => {
      const asked = waiting.length;
      waiting.at(-1)?.resolve();
      // Either it asks again, or it's over.
      await vi.waitFor(() => expect(waiting.length > asked || search(failed).ended).toBe(true));
    },
    answer: () => waiting.at(-1)?.resolve(),
    fail: () => waiting.at(-1)?.reject(new ThankflowError('unavailable', 'no answer within 20000 ms')),
  };
}

const pidsOf = ({ orders }: ReturnType<ReturnType<typeof searchesOn>>) => orders.map(({ thanku }) => thanku.pid);

it('a search says what it has found so far, and is the same for everybody who asks', async () => {
  const { search, step } = await stage();
  expect(search(failed)).toMatchObject({ orders: [], read: 0, ended: false });
  await step();
  expect(search(failed)).toMatchObject({ read: 800, ended: false });
  expect(pidsOf(search(failed))).toEqual(['oak-990']);
  await step();
  await step();
  expect(search({ ...failed })).toMatchObject({ read: 1000, ended: true });
  expect(pidsOf(search(failed))).toEqual(['oak-990', 'oak-3']);
});

it('ends if nobody has asked for it for a minute, and starts again when somebody does', async () => {
  const { search, step, wait, asked } = await stage();
  const first = search(failed);
  wait(59_000);
  expect(search(failed)).toBe(first);
  wait(60_000);
  const before = asked();
  const second = search(failed);
  expect(second).not.toBe(first);
  expect(asked()).toBe(before + 1);
  await step();
  expect(second.read).toBe(800);
  expect(first.read).toBe(0);
});

it('reads nothing more once nobody looks at it', async () => {
  const { search, wait, asked, step, answer } = await stage();
  const found = search(failed);
  await step();
  wait(61_000);
  answer();
  await vi.waitFor(() => expect(found.ended).toBe(true));
  expect(found.read).toBe(1000);
  expect(asked()).toBe(2);
});

it('shows a failure once, and then tries again', async () => {
  const { search, fail } = await stage();
  const first = search(failed);
  fail();
  await vi.waitFor(() => expect(first.ended).toBe(true));
  expect(search(failed)).toMatchObject({ failure: ['no answer within 20000 ms'], ended: true });
  expect(search(failed)).toMatchObject({ read: 0, ended: false });
});
