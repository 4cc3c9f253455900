import { minuteMs } from '../../lib/durations.ts';
import { names } from '../stage.ts';
import { firstOf, isErasedEver, type StageBooks, type Invariant, type Seen } from './invariant.ts';
import { basketRows, receiptRows, rowOf, thankuRows, type OrderRow } from './rows.ts';
import { basketSk, receiptSk, thankuSk } from '../../lib/store/keys.ts';

const isAbout = (text: string, { order }: Seen['taken'][number]): boolean =>
  text.includes(`"${order.orderId}"`) || text.includes(`-${order.orderId}"`);

/** Everything that was accepted is stored somewhere, and continues by itself or is shown to a person. */
export const progressInvariants: Invariant[] = [
  {
    name: 'somewhere',
    promise: 'A webhook that was answered with 200 is in a queue, parked, or on its order’s rows.',
    always({ world, plan, taken }) {
      const last = taken.at(-1);
      if (last?.status !== 200 || last.kind === 'erase' || last.kind === 'forged' || last.kind === 'replayed')
        return undefined;
      if (rowOf(world, last.order.shop, last.order.orderId, thankuSk) !== undefined) return undefined;
      // The tables have forgotten it, and it's reported again.
      if (last.atMs <= world.stage.restoredMs && world.stage.restoredMs <= world.kernel.nowMs) return undefined;
      // An erasure deletes the customer's waiting events.
      if (isErasedEver(plan, last.order)) return undefined;
      const queued = [names.ordersQueue, names.ordersDlq].flatMap((url) => world.queues.waiting(url));
      if (queued.some(({ body }) => isAbout(body, last))) return undefined;
      for (const row of world.table.rows(names.orders)) {
        if (row['sk'] === 'parked' && isAbout(JSON.stringify(row['event']), last)) return undefined;
      }
      return `${last.kind} of ${last.order.orderId} was accepted and is nowhere`;
    },
  },
  {
    name: 'due',
    promise: 'Every unfinished ThankU, receipt and basket is due at some time.',
    always({ world }) {
      const { row, before } = world.orders.lastWrite();
      if (row['sk'] !== thankuSk && row['sk'] !== receiptSk && row['sk'] !== basketSk) return undefined;
      if (
        before !== undefined &&
        // Given up now, or before a late refund.
        (before['dueKind'] === 'stuck' || before['dueKind'] === undefined) &&
        row['state'] === before['state'] &&
        isOld(world, row['createdAt'] ?? row['startedAt'])
      )
        return undefined;
      const { dueKind, settledAt, state } = row;
      return dueKind === undefined && settledAt === undefined && !isFinal(String(state))
        ? `${String(row['pid'])} ${row['sk']} is ${String(state)} and never due`
        : undefined;
    },
  },
  {
    name: 'woken-for-a-reason',
    promise: 'Housekeeping postpones an order only after it has sent its wake-up.',
    always({ world }) {
      const { row, before } = world.orders.lastWrite();
      if (row['sk'] !== thankuSk || row['dueKind'] !== 'thanku' || before === undefined) return undefined;
      const isPostponed =
        row['dueAt'] !== before['dueAt'] && row['updatedAt'] === before['updatedAt'] && apart(row) === apart(before);
      const wokenMs = world.messages.lastWokenMs.get(String(row['pid']));
      return isPostponed && (wokenMs === undefined || world.kernel.nowMs - wokenMs > mostBetweenMs)
        ? `${String(row['pid'])} was postponed without a wake-up`
        : undefined;
    },
  },
];

/** What the books alone show. */
export const progressBookInvariants: Invariant<StageBooks>[] = [
  {
    name: 'settles',
    promise: 'Once everything works, every order settles, or a person is notified.',
    atTheEnd({ world }) {
      const rows = [...thankuRows(world), ...receiptRows(world), ...basketRows(world)];
      const isStuck = new Set(
        rows.filter((row) => row.dueKind === 'stuck' || isGivenUp(world, row)).map(({ pk }) => pk),
      );
      return firstOf(rows, ({ pk, sk, pid, state, dueKind, dueAt = 0, settledAt }) => {
        // An undecided receipt is polled for a month, and a basket may be refunded for as long.
        const rests = dueKind === 'follow' || (dueKind === 'refundable' && dueAt > world.kernel.nowMs - minuteMs);
        const isOpen = settledAt === undefined || (dueKind !== undefined && !rests);
        return isOpen && state !== 'early' && !isStuck.has(pk)
          ? `${pid} ${sk} is ${state} in the end (${dueKind ?? 'never due'})`
          : undefined;
      });
    },
  },
  {
    name: 'nothing-personal',
    promise: 'In the end, a settled order has no payload.',
    atTheEnd({ world }) {
      return firstOf(thankuRows(world), ({ pk, pid, settledAt }) =>
        settledAt !== undefined && world.table.get(names.orders, { pk, sk: 'payload' }) !== undefined
          ? `${pid} is settled, and its payload is there`
          : undefined,
      );
    },
  },
];

/** States that are final by themselves; the row settles with the order's other rows. An early row only records a reversal. */
const isFinal = (state: string): boolean =>
  ['early', 'posted', 'simulated', 'skipped', 'submitted', 'applied', 'denied', 'billed', 'refunded'].includes(state);

/** After thirty days, a failed order is no longer shown to people, together with its other rows, some of which are younger. */
const leastInSightMs = 25 * 24 * 3_600_000;
const isOld = ({ kernel }: StageBooks, createdAt: unknown): boolean =>
  kernel.nowMs - Date.parse(String(createdAt)) > leastInSightMs;

const isGivenUp = (world: StageBooks, { state, dueKind, createdAt, startedAt }: OrderRow): boolean =>
  (state === 'failed' || state === 'rejected' || state === 'refund-failed') &&
  dueKind === undefined &&
  isOld(world, createdAt ?? startedAt);

/** A row without its due time. */
const apart = (row: Record<string, unknown>): string =>
  JSON.stringify({ ...row, dueAt: undefined, version: undefined, writer: undefined });
/** Housekeeping sends the wake-ups of a batch and then postpones its rows, within one run. */
const mostBetweenMs = 55_000;
