import { LastError } from '../../lib/order/history.ts';
import * as z from 'zod';
import { receiptSk, thankuSk } from '../../lib/store/keys.ts';
import { names } from '../stage.ts';
import { firstOf, plannedOf, type StageBooks, type Invariant, type Seen } from './invariant.ts';
import { rowOf, thankuRows } from './rows.ts';

/** Clocks differ by so much at most. */
const skewMs = 100;
const twoWeeksMs = 14 * 24 * 3_600_000;
/** After a 429 without a time, an order waits longer than this. */
const patientMs = 10_000;

const leaseOf = (row: Record<string, unknown> | undefined): { id: unknown; until: number } | undefined => {
  const lease = row?.['lease'];
  if (typeof lease !== 'object' || lease === null || !('id' in lease) || !('until' in lease)) return undefined;
  return { id: lease.id, until: Number(lease.until) };
};

const isMade = (state: unknown): boolean => state === 'posted' || state === 'simulated';

/** The last write, if it changed the row of an order's ThankU. */
function lastChange({ world }: Seen) {
  const { row, before } = world.orders.lastWrite();
  return row['sk'] === thankuSk && before !== undefined ? { row, before, pid: String(row['pid']) } : undefined;
}

const Failed = z.object({ lastError: LastError });

/** Whether a row mentions the 429 that a worker heard at this time. If the worker has lost its lease or was killed, the row mentions an older error. */
function isNoted(row: Record<string, unknown> | undefined, heardMs: number): boolean {
  const { data } = Failed.safeParse(row);
  return data?.lastError.code === 'rate-limited' && Date.parse(data.lastError.at) > heardMs - skewMs;
}

/** A worker works on an order alone, only while its row allows it, and nothing that it hears is lost. */
export const attemptInvariants: Invariant[] = [
  {
    name: 'leases-hold',
    promise:
      'While a worker waits for ThankU’s answer, nobody takes its lease before it expires, except whoever has the ThankU.',
    always(seen) {
      const change = lastChange(seen);
      if (change === undefined || isMade(change.row['state'])) return undefined;
      const { row, before, pid } = change;
      const [was, is] = [leaseOf(before), leaseOf(row)];
      if (was === undefined || was.id === is?.id || was.until < seen.world.kernel.nowMs + skewMs) return undefined;
      return seen.world.asks.open().some((ask) => ask.pid === pid && ask.leases.has(String(was.id)))
        ? `${pid} became ${String(row['state'])} while a worker with a lease waited for ThankU’s answer`
        : undefined;
    },
  },
  {
    name: 'reversed-is-not-tried',
    promise: 'No attempt begins for an order whose row says that it is reversed.',
    always(seen) {
      const change = lastChange(seen);
      if (change === undefined) return undefined;
      const [was, is] = [leaseOf(change.before), leaseOf(change.row)];
      return is !== undefined && is.id !== was?.id && change.before['reversed'] !== undefined
        ? `an attempt of ${change.pid} began although its row says that it is reversed`
        : undefined;
    },
  },
  {
    name: 'made-stays-made',
    promise: 'An order that has a ThankU never loses it.',
    always(seen) {
      const change = lastChange(seen);
      return change !== undefined && isMade(change.before['state']) && !isMade(change.row['state'])
        ? `${change.pid} was ${String(change.before['state'])} and became ${String(change.row['state'])}`
        : undefined;
    },
  },
  {
    name: 'gives-up-late',
    promise: 'No order is given up within two weeks, and none counts as rejected unless ThankU rejected it.',
    always(seen) {
      const change = lastChange(seen);
      if (change === undefined || change.row['state'] !== 'failed' || change.before['state'] === 'failed')
        return undefined;
      const { row, pid } = change;
      const ageMs = seen.world.kernel.nowMs - Date.parse(String(row['createdAt']));
      if (row['reason'] === 'gave-up' && ageMs < twoWeeksMs) return `${pid} was given up after ${ageMs} ms`;
      const isRefused = seen.world.asks.asks.some(
        ({ pid: of, heard }) => of === pid && heard?.exchanged.kind === 'answer' && heard.exchanged.status === 400,
      );
      return row['reason'] === 'rejected' && !isRefused ? `${pid} failed, and ThankU never refused it` : undefined;
    },
  },
  {
    name: 'patient-after-429',
    promise: 'After a 429, its order waits, and so do the other orders of its shop for as long as ThankU said.',
    always({ world }) {
      const last = world.asks.asks.at(-1);
      if (last === undefined || last.heard !== undefined) return undefined;
      const before = world.asks.asks.findLast((ask) => ask !== last && ask.pid === last.pid)?.heard;
      const row = world.table.get(names.orders, { pk: `order#${last.shop}#${last.pid}`, sk: thankuSk });
      if (before?.exchanged.kind === 'answer' && before.exchanged.status === 429 && isNoted(row, before.atMs)) {
        const afterMs = last.leftMs - before.atMs;
        if (before.exchanged.retryAfter === undefined && afterMs < patientMs)
          return `${last.pid} was asked about again ${afterMs} ms after a 429`;
      }
      const block = world.orders.blocks.get(last.shop);
      return block !== undefined && last.begunMs > block.writtenMs && last.leftMs < block.untilMs - 1000
        ? `${last.pid} was asked about ${block.untilMs - last.leftMs} ms too early after a 429`
        : undefined;
    },
  },
  {
    name: 'answers-are-kept',
    endsWithRestore: true,
    promise: 'In the end, a ThankU whose answer reached a living worker is on its order’s row.',
    atTheEnd({ world, plan }) {
      return firstOf(world.ends.heardOf, (pid) => {
        const order = plannedOf(plan, pid);
        const row = order && rowOf(world, order.shop, order.orderId, thankuSk);
        return row !== undefined && !isMade(row.state)
          ? `ThankU’s answer about ${pid} came, and it is ${row.state}`
          : undefined;
      });
    },
  },
  {
    name: 'reversed-gets-no-points',
    promise:
      'No worker sends a receipt of an order that was reversed, or whose shop was paused, before the worker began.',
    always({ world }) {
      const { row, before } = world.orders.lastWrite();
      if (row['sk'] !== receiptSk || row['state'] !== 'sending' || before?.['state'] === 'sending') return undefined;
      const [shop, pid] = [String(row['shop']), String(row['pid'])];
      const { nowMs } = world.kernel;
      const begunMs = world.receipts.begunMs(pid);
      const reversedMs = world.reversedSinceMs.get(pid);
      if (reversedMs !== undefined && reversedMs < begunMs)
        return `the receipt of ${pid} was sent ${nowMs - reversedMs} ms after its order was reversed`;
      const pausedMs = world.thanx.paused.since(`shop#${shop}`);
      return pausedMs !== undefined && pausedMs < begunMs
        ? `the receipt of ${pid} was sent ${nowMs - pausedMs} ms after an operator paused its shop`
        : undefined;
    },
  },
];

/** What the books alone show. */
export const attemptBookInvariants: Invariant<StageBooks>[] = [
  {
    name: 'failures-are-told',
    promise: 'In the end, every failed order has left a dead letter.',
    atTheEnd({ world }) {
      const letters = world.queues.waiting(names.ordersDlq);
      return firstOf(thankuRows(world), ({ pid, state }) =>
        state === 'failed' && !letters.some(({ body }) => body.includes(`/${pid}"`))
          ? `${pid} failed, and no dead letter says so`
          : undefined,
      );
    },
  },
];
