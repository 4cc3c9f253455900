import { names } from '../stage.ts';
import { firstOf, isErasedEver, type StageBooks, type Invariant, type Seen } from './invariant.ts';
import { receiptRows, rowOf, thankuRows, type OrderRow } from './rows.ts';
import { receiptSk, thankuSk } from '../../lib/store/keys.ts';

const isAbout = (text: string, { order }: Seen['taken'][number]): boolean =>
  text.includes(`"${order.orderId}"`) || text.includes(`-${order.orderId}"`);

/** Everything that was taken is somewhere, and goes on by itself or is shown to a person. */
export const progressInvariants: Invariant[] = [
  {
    name: 'somewhere',
    promise: 'A webhook that was answered with 200 is in a queue, parked, or on the rows of its order.',
    always({ world, plan, taken }) {
      const last = taken.at(-1);
      if (last?.status !== 200 || last.kind === 'erase' || last.kind === 'forged' || last.kind === 'replayed')
        return undefined;
      if (rowOf(world, last.order.shop, last.order.orderId, thankuSk) !== undefined) return undefined;
      // What waits goes where its customer is being forgotten.
      if (isErasedEver(plan, last.order)) return undefined;
      const queued = [names.ordersQueue, names.ordersDlq].flatMap((url) => world.queues.waiting(url));
      if (queued.some(({ body }) => isAbout(body, last))) return undefined;
      for (const row of world.table.rows(names.orders)) {
        if (row['sk'] === 'parked' && isAbout(JSON.stringify(row['event']), last)) return undefined;
      }
      return `${last.kind} of ${last.order.orderId} was taken and is nowhere`;
    },
  },
  {
    name: 'due',
    promise: 'What is still to be done about a ThankU or a receipt has a time at which somebody looks at it.',
    always({ world }) {
      const { row, before } = world.orders.lastWrite();
      if (row['sk'] !== thankuSk && row['sk'] !== receiptSk) return undefined;
      if (before?.['dueKind'] === 'stuck' && row['state'] === before['state'] && isOld(world, row['createdAt']))
        return undefined;
      const { dueKind, settledAt, state } = row;
      return dueKind === undefined && settledAt === undefined && !isThrough(String(state))
        ? `${String(row['pid'])} ${row['sk']} is ${String(state)} and on no shelf`
        : undefined;
    },
  },
  {
    name: 'woken-for-a-reason',
    promise: 'Housekeeping puts an order off only after it has sent the wake-up for it.',
    always({ world }) {
      const { row, before } = world.orders.lastWrite();
      if (row['sk'] !== thankuSk || row['dueKind'] !== 'thanku' || before === undefined) return undefined;
      const isPutOff =
        row['dueAt'] !== before['dueAt'] && row['updatedAt'] === before['updatedAt'] && apart(row) === apart(before);
      const wokenMs = world.messages.lastWokenMs.get(String(row['pid']));
      return isPutOff && (wokenMs === undefined || world.kernel.nowMs - wokenMs > mostBetweenMs)
        ? `${String(row['pid'])} was put off as if it had been woken`
        : undefined;
    },
  },
];

/** What the books alone show. */
export const progressBookInvariants: Invariant<StageBooks>[] = [
  {
    name: 'settles',
    promise: 'Once everything works, every order settles, or a person is told of it.',
    atTheEnd({ world }) {
      const rows = [...thankuRows(world), ...receiptRows(world)];
      const isStuck = new Set(
        rows.filter((row) => row.dueKind === 'stuck' || isGivenUp(world, row)).map(({ pk }) => pk),
      );
      return firstOf(rows, ({ pk, sk, pid, state, dueKind, settledAt }) => {
        // What Thanx has not decided about is asked about for a month.
        const isOpen = settledAt === undefined || (dueKind !== undefined && dueKind !== 'follow');
        return isOpen && state !== 'early' && !isStuck.has(pk)
          ? `${pid} ${sk} is ${state} in the end (${dueKind ?? 'on no shelf'})`
          : undefined;
      });
    },
  },
  {
    name: 'nothing-personal',
    promise: 'In the end an order that is settled has no payload.',
    atTheEnd({ world }) {
      return firstOf(thankuRows(world), ({ pk, pid, settledAt }) =>
        settledAt !== undefined && world.table.get(names.orders, { pk, sk: 'payload' }) !== undefined
          ? `${pid} is settled, and its payload is there`
          : undefined,
      );
    },
  },
];

/** Final by itself; it settles with the order's other rows. An early row only remembers a reversal. */
const isThrough = (state: string): boolean =>
  ['early', 'posted', 'simulated', 'skipped', 'submitted', 'applied', 'denied'].includes(state);

/** What nobody put right within thirty days leaves a person's sight, with the other rows of its order, some of them younger. */
const leastInSightMs = 25 * 24 * 3_600_000;
const isOld = ({ kernel }: StageBooks, createdAt: unknown): boolean =>
  kernel.nowMs - Date.parse(String(createdAt)) > leastInSightMs;

const isGivenUp = (world: StageBooks, { state, dueKind, createdAt }: OrderRow): boolean =>
  (state === 'failed' || state === 'rejected') && dueKind === undefined && isOld(world, createdAt);

/** All of a row but when it is due. */
const apart = (row: Record<string, unknown>): string =>
  JSON.stringify({ ...row, dueAt: undefined, version: undefined, writer: undefined });
/** Housekeeping sends the wake-ups of a batch, and then puts its rows off: within one run. */
const mostBetweenMs = 55_000;
