import { describe, expect, it } from 'vitest';
import type { ReceiptState } from '../../../lib/order/receipt/state.ts';
import type { ThankuState } from '../../../lib/order/thanku/state.ts';
import { waitForOrders, type WaitOptions, type WaitPorts } from '../../../ops/orders/wait.ts';
import type { OrderKey } from '../../../lib/order/order-key.ts';
import { standingOf } from '../../../lib/order/standing.ts';
import { isMoving, orderOutcome } from '../../../ops/orders/outcome.ts';

const startMs = Date.parse('2026-03-01T12:00:00Z');
const at = new Date(startMs).toISOString();
const thanku = (differs: Partial<ThankuState> = {}): ThankuState => ({
  shop: 'oak',
  pid: 'oak-1',
  orderId: '1',
  state: 'posted',
  attempts: 1,
  notBefore: 0,
  receipt: 'none',
  createdAt: at,
  updatedAt: at,
  ...differs,
});
const receipt = (differs: Partial<ReceiptState>): ReceiptState => ({
  shop: 'oak',
  pid: 'oak-1',
  orderId: '1',
  credential: 'main',
  state: 'submitted',
  attempts: 1,
  notBefore: 0,
  createdAt: at,
  updatedAt: at,
  ...differs,
});
const hourMs = 3_600_000;

describe('where an order stands', () => {
  it.each<[string, Partial<ThankuState> | undefined, Partial<ReceiptState> | undefined, object]>([
    ['nobody has claimed it', undefined, undefined, { became: 'not-claimed', moving: true }],
    ['thanked', {}, undefined, { became: 'thanked', moving: false }],
    ['thanked, its receipt not begun', { receipt: 'wanted' }, undefined, { became: 'retrying', moving: true }],
    ['skipped', { state: 'skipped', reason: 'cancelled' }, undefined, { became: 'skipped', reason: 'cancelled' }],
    [
      'failed',
      { state: 'failed', reason: 'rejected' },
      undefined,
      { became: 'failed', moving: false, reason: 'rejected' },
    ],
    ['under way', { state: 'waiting' }, undefined, { became: 'retrying', moving: true }],
    ['to be tried in an hour', { state: 'waiting', notBefore: startMs + hourMs }, undefined, { moving: false }],
    [
      'held for days',
      { state: 'held', notBefore: startMs + 48 * hourMs },
      undefined,
      { became: 'held', moving: false },
    ],
    ['its receipt waits', {}, { state: 'waiting' }, { became: 'retrying', moving: true }],
    [
      'its receipt is rejected',
      {},
      { state: 'rejected', reason: 'gave-up' },
      { became: 'receipt-rejected', reason: 'gave-up' },
    ],
    [
      'its receipt is looked for',
      {},
      { state: 'unknown', dueKind: 'receipt' },
      { became: 'receipt-unknown', moving: false },
    ],
    ['nobody knows of its receipt', {}, { state: 'unknown', dueKind: 'stuck' }, { became: 'receipt-stuck' }],
    ['its receipt is sent', {}, { state: 'submitted' }, { became: 'thanked', moving: false }],
    ['failed while its receipt goes', { state: 'failed' }, { state: 'sending' }, { became: 'failed', moving: true }],
  ])('%s', (_, order, itsReceipt, standing) => {
    const rows = {
      thanku: order && thanku(order),
      receipt: itsReceipt && receipt(itsReceipt),
      giftCards: undefined,
    };
    const { whole, parts } = standingOf(rows, undefined, startMs);
    const moving = parts.some((part) => isMoving(part, startMs + 60_000));
    expect({ became: orderOutcome(whole), moving, reason: whole.reason }).toMatchObject(standing);
  });
});

/** Orders whose rows are what `row` says at the time; sleeping passes the time. */
function world(row: (pid: string, nowMs: number) => ThankuState | undefined) {
  let nowMs = startMs;
  let slept = 0;
  const pidOf = ({ pk }: { pk: string }) => pk.split('#').at(-1) ?? '';
  const rows = { insert: fail, change: fail, delete: fail, writerOf: fail, deleteWrite: fail };
  const ports: WaitPorts = {
    now: () => nowMs,
    sleep: async (ms) => {
      nowMs += ms;
      slept += 1;
    },
    store: {
      thanku: { ...rows, get: async (key) => row(pidOf(key), nowMs) },
      receipt: { ...rows, get: async () => undefined },
      basket: { ...rows, get: async () => undefined },
      giftCards: { ...rows, get: async () => undefined },
    },
  };
  return { ports, slept: () => slept, passed: () => nowMs - startMs };
}
function fail(): Promise<never> {
  throw new Error('waiting changes nothing');
}
const order = (pid: string): OrderKey => ({ shop: 'oak', pid });
const orders = (count: number) => Array.from({ length: count }, (_, n) => order(`oak-${n}`));

describe('waiting for orders', () => {
  it('waits until each is through', async () => {
    const { ports } = world((pid, nowMs) =>
      nowMs - startMs > Number(pid.slice(4)) * 1000 ? thanku() : thanku({ state: 'waiting' }),
    );
    expect(await waitForOrders(ports, orders(7))).toEqual({
      orders: 7,
      counts: { thanked: 7 },
      left: [],
      ended: 'all',
    });
  });

  it('tells those that failed or wait, the first few by name', async () => {
    const { ports } = world((pid) => (pid === 'oak-3' ? thanku() : thanku({ state: 'failed', reason: 'rejected' })));
    const followed = await waitForOrders(ports, orders(40));
    expect(followed).toMatchObject({ orders: 40, counts: { thanked: 1, failed: 39 }, ended: 'all' });
    expect(followed.left).toHaveLength(20);
    expect(followed.left[0]).toEqual({ key: 'oak/oak-0', became: 'failed', reason: 'rejected' });
  });

  it('looks once at the rest when nothing moves any more', async () => {
    const { ports, passed } = world((pid) => thanku(pid === 'oak-0' ? { state: 'waiting' } : {}));
    const options: WaitOptions = { stallMs: 30_000 };
    const followed = await waitForOrders(ports, orders(2), options);
    expect(followed).toMatchObject({ counts: { thanked: 1, retrying: 1 }, ended: 'stalled' });
    expect(passed()).toBe(30_000);
  });

  it('does not wait for long for orders that nobody claims', async () => {
    const { ports, passed } = world(() => undefined);
    expect(await waitForOrders(ports, orders(3))).toMatchObject({ counts: { 'not-claimed': 3 }, ended: 'all' });
    expect(passed()).toBe(60_000);
  });

  it('ends at once when it is asked to', async () => {
    const ending = new AbortController();
    const { ports } = world((pid) => {
      if (pid === 'oak-4') ending.abort();
      return thanku({ state: 'waiting' });
    });
    const followed = await waitForOrders(ports, orders(300), { signal: ending.signal });
    expect(followed).toMatchObject({ orders: 300, counts: { unseen: 300 }, ended: 'interrupted' });
  });

  it('reads no further ahead than it looks at, however many there are', async () => {
    let read = 0;
    let through = 0;
    let furthest = 0;
    const { ports, slept } = world(() => thanku());
    function* many() {
      for (const key of orders(20_000)) {
        read += 1;
        furthest = Math.max(furthest, read - through);
        yield key;
      }
    }
    const progress = { advance: () => void (through += 1), stop: () => undefined };
    expect(await waitForOrders(ports, many(), { progress })).toMatchObject({ counts: { thanked: 20_000 } });
    expect(furthest).toBeLessThanOrEqual(100);
    expect(slept()).toBe(0);
  });
});
