import { refundedOf } from '../order-data.ts';
import type { PlannedOrder } from '../plan.ts';
import { firstOf, isErasedEver, plannedOf, type StageBooks, type Invariant, type Seen } from './invariant.ts';
import { rowOf, thankuRows } from './rows.ts';
import { thankuSk } from '../../lib/store/keys.ts';

/** As long as a worker may still post that began before an order was reversed: its time-out, and a request held up on its way. */
const mostUnderWayMs = 60_000;

const reversalKinds = new Set(['cancelled', 'refunded']);

/** Whether an accepted webhook reverses the whole order. */
const isWhole = ({ order, kind }: Seen['taken'][number]): boolean =>
  kind === 'cancelled' || (kind === 'refunded' && refundedOf(order) >= Number(order.amount));

/** When an order was last reinstated. Earlier cancellations no longer count. */
const paidAgainMs = ({ happens }: PlannedOrder): number =>
  Math.max(0, ...happens.map((one) => (one.kind === 'reinstated' ? one.saidMs : 0)));

/** A reversed order costs nothing more, and the reversal is published if it was thanked. */
export const reversalBookInvariants: Invariant<StageBooks>[] = [
  {
    name: 'reversed-is-not-thanked',
    promise: 'No ThankU is created for an order whose row has said for a minute that it is reversed.',
    always({ world }) {
      const last = world.wallet.arrivals.at(-1);
      if (last === undefined || last.outcome !== 'created') return undefined;
      const reversedMs = world.reversedSinceMs.get(last.pid);
      return reversedMs !== undefined && last.atMs - reversedMs > mostUnderWayMs
        ? `${last.pid} was thanked ${last.atMs - reversedMs} ms after its row said that it is reversed`
        : undefined;
    },
  },
  {
    name: 'reversals-are-kept',
    promise: 'In the end, every accepted cancellation or full refund is on its order’s row.',
    atTheEnd({ world, taken }) {
      return firstOf(taken, (one) => {
        if (one.status !== 200 || !reversalKinds.has(one.kind) || !isWhole(one)) return undefined;
        const { happening } = one;
        const saidMs = happening.kind === 'cancelled' ? (happening.saidMs ?? 1) : Number.POSITIVE_INFINITY;
        if (saidMs <= paidAgainMs(one.order)) return undefined;
        // Of a refund in parts, all have to be taken.
        const isTaken = (refund: string) =>
          taken.some(
            ({ status, order, happening: its }) =>
              status === 200 && order === one.order && its.kind === 'refunded' && its.refund === refund,
          );
        if (one.kind === 'refunded' && one.order.happens.some((its) => its.kind === 'refunded' && !isTaken(its.refund)))
          return undefined;
        const { shop, orderId } = one.order;
        const row = rowOf(world, shop, orderId, thankuSk);
        // Before an order is paid nobody knows its amount, and what is only simulated has nothing to reverse.
        const isWholeUnknown = row?.state === 'early' && one.kind === 'refunded';
        if (row === undefined || isWholeUnknown || row.simulated === true || row.reason === 'erased') return undefined;
        return row.reversed === undefined
          ? `${one.kind} of ${orderId} was accepted, but its row (${row.state}) doesn't say so`
          : undefined;
      });
    },
  },
  {
    name: 'reversed-for-a-reason',
    promise: 'An order is reversed only if it was cancelled or erased, or if its refunds cover it.',
    atTheEnd({ world, plan }) {
      return firstOf(thankuRows(world), ({ pid, reversed }) => {
        const order = plannedOf(plan, pid);
        if (reversed === undefined || order === undefined) return undefined;
        const refunded = refundedOf(order);
        return isErasedEver(plan, order) ||
          refunded >= Number(order.amount) ||
          order.inFile === 'cancelled' ||
          order.happens.some(({ kind }) => kind === 'cancelled' || kind === 'unpaid')
          ? undefined
          : `${pid} is reversed, and its refunds are ${refunded} of ${order.amount}`;
      });
    },
  },
  {
    name: 'reversals-are-told',
    promise: 'In the end, every thanked order and every reversal of a thanked order was published.',
    atTheEnd({ world }) {
      const told = (type: string, pid: string) =>
        world.events.some((event) => event.type === type && event.pid === pid);
      return firstOf(thankuRows(world), ({ pid, state, reversed, dueKind }) => {
        if (state !== 'posted' || dueKind === 'stuck') return undefined;
        if (!told('Order Thanked', pid)) return `${pid} is posted, and nobody was told that it is thanked`;
        return reversed !== undefined && !told('Order Reversed', pid)
          ? `${pid} is posted and reversed, and nobody was told that it is reversed`
          : undefined;
      });
    },
  },
];
