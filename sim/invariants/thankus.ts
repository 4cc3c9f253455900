import { thankuSk } from '../../lib/store/keys.ts';
import { paidMsOf } from '../order-data.ts';
import { names } from '../stage.ts';
import { firstOf, isPaidOnce, plannedOf, type StageBooks, type Invariant } from './invariant.ts';
import { rowOf, thankuRows } from './rows.ts';

/** A shop's orders are paid a second before the run begins, and clocks differ. */
const mostEarlyMs = 1100;

/** An order costs money once, and only if it was paid. */
export const thankuInvariants: Invariant[] = [
  {
    name: 'brakes-hold',
    promise: 'No worker sends ThankU a request for a shop that was paused before the worker began.',
    always({ world }) {
      const last = world.asks.asks.at(-1);
      const sinceMs = world.orders.paused.since(last?.shop ?? '');
      return last !== undefined && sinceMs !== undefined && last.begunMs > sinceMs
        ? `${last.pid} was sent ${last.leftMs - sinceMs} ms after its shop was paused`
        : undefined;
    },
  },
  {
    name: 'books-agree',
    promise: 'In the end, a ThankU is in the books if and only if the order’s row has it, or a person was notified.',
    atTheEnd({ world }) {
      const { made } = world.wallet;
      return firstOf(thankuRows(world), ({ pk, pid, state, dueKind }) => {
        const { id, stuck, unanswered, restored } = world.table.get(names.orders, { pk, sk: thankuSk }) ?? {};
        if (state === 'posted' && made.get(pid) !== id)
          return `${pid} is posted as ${String(id)}, and ThankU has ${made.get(pid) ?? 'nothing of it'}`;
        // For thirty days a person was told of one that failed, or that may have been made. A row that failed must know that it may.
        const wasTold =
          dueKind === 'stuck' ||
          stuck === 'perhaps-thanked' ||
          (state === 'failed' && (unanswered !== 0 || restored === true));
        if (state !== 'posted' && made.has(pid) && !wasTold)
          return `ThankU has ${pid}, its row is ${state}, and nobody is told`;
        return undefined;
      });
    },
  },
  {
    name: 'told-orders-are-known',
    promise: 'In the end, every webhook that was answered with 200 has left a row of its order.',
    atTheEnd({ world, taken }) {
      return firstOf(taken, ({ order, kind, status }) => {
        if (status !== 200 || kind === 'erase' || kind === 'forged' || kind === 'replayed') return undefined;
        const row = rowOf(world, order.shop, order.orderId, thankuSk);
        // What waits for settings is dropped.
        if (world.ends.erasedMs.has(`${order.shop} ${order.email}`)) return undefined;
        return row === undefined ? `${kind} of ${order.orderId} was accepted and left no row` : undefined;
      });
    },
  },
];

/** What the books alone show. */
export const thankuBookInvariants: Invariant<StageBooks>[] = [
  {
    name: 'one-body',
    endsWithRestore: true,
    promise: 'ThankU never gets a second body under a pid unless it refused every earlier attempt.',
    always({ world: { wallet } }) {
      const last = wallet.arrivals.at(-1);
      if (last === undefined) return undefined;
      const earlier = wallet.arrivals.slice(0, -1).filter(({ pid }) => pid === last.pid);
      const other = earlier.find(({ body, outcome }) => body !== last.body && outcome !== 'refused');
      return other && `pid ${last.pid} came with a second body after an attempt that was ${other.outcome}`;
    },
  },
  {
    name: 'paid-only',
    promise: 'No ThankU is created for an order unless a signed webhook or an imported file says that it is paid.',
    always({ world: { wallet }, plan }) {
      const last = wallet.arrivals.at(-1);
      if (last === undefined) return undefined;
      const order = plannedOf(plan, last.pid);
      const isPaid = order !== undefined && isPaidOnce(order);
      return isPaid ? undefined : `pid ${last.pid} was sent to ThankU, and nobody said that it is paid`;
    },
  },
  {
    name: 'tests-simulated',
    promise: 'An order that its platform calls a test is only simulated.',
    always({ world: { wallet }, plan }) {
      const last = wallet.arrivals.at(-1);
      const order = plannedOf(plan, last?.pid);
      return order?.isTest === true && last?.simulate === false
        ? `the test order ${last.pid} was sent to ThankU for real`
        : undefined;
    },
  },
  {
    name: 'holds-are-waited-for',
    promise:
      'No ThankU is created before the wait for cancellations is over, unless the order is a test or an operator expedites it.',
    always({ world: { wallet }, plan }) {
      const last = wallet.arrivals.at(-1);
      const order = plannedOf(plan, last?.pid);
      const holdHours = plan.shops.find(({ id }) => id === order?.shop)?.holdHours ?? 0;
      if (
        last === undefined ||
        order === undefined ||
        order.isTest ||
        order.happens.some(({ kind }) => kind === 'hurry')
      )
        return undefined;
      const earlyMs = paidMsOf(order) + 1000 + holdHours * 3_600_000 - mostEarlyMs - last.atMs;
      return holdHours > 0 && earlyMs > 0 ? `${last.pid} was sent ${earlyMs} ms before its wait was over` : undefined;
    },
  },
];
