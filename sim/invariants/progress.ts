import { names } from '../stage.ts';
import { firstOf, type Invariant, type Seen } from './invariant.ts';
import { heldIn, receiptRows, rowOf, thankuRows, type OrderRow } from './rows.ts';
import { thankuSk } from '../../lib/store/keys.ts';

const isAbout = (text: string, { order }: Seen['taken'][number]): boolean =>
  text.includes(`"${order.orderId}"`) || text.includes(`-${order.orderId}"`);

/** Everything that was taken is somewhere, and goes on by itself or is shown to a person. */
export const progressInvariants: Invariant[] = [
  {
    name: 'somewhere',
    promise: 'A webhook that was answered with 200 is in a queue, parked, or on the rows of its order.',
    always({ world, taken }) {
      const last = taken.at(-1);
      if (last?.status !== 200 || last.kind === 'erase' || last.kind === 'forged') return undefined;
      if (rowOf(world, last.order.shop, last.order.orderId, thankuSk) !== undefined) return undefined;
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
    promise: 'An order that is not settled has a time at which somebody looks at it.',
    always({ world }) {
      return firstOf(thankuRows(world), lost) ?? firstOf(receiptRows(world), lost);
    },
  },
  {
    name: 'settles',
    promise: 'Once everything works, every order settles, or a person is told of it.',
    atTheEnd({ world }) {
      // `stuck` names the hold that these wait for, not each of them.
      const isHeld = heldIn(world);
      const open = ({ state, dueKind, settledAt, shop, pid, sk }: OrderRow) =>
        !isHeld(shop) && settledAt === undefined && dueKind !== 'stuck' && state !== 'early' && !waitsForOther(state)
          ? `${pid} ${sk} is ${state} in the end (${dueKind ?? 'on no shelf'})`
          : undefined;
      return firstOf(thankuRows(world), open) ?? firstOf(receiptRows(world), open);
    },
  },
  {
    name: 'nothing-personal',
    promise: 'An order that is settled has no payload any more.',
    atTheEnd({ world }) {
      return firstOf(thankuRows(world), ({ pk, pid, settledAt }) =>
        settledAt !== undefined && world.table.get(names.orders, { pk, sk: 'payload' }) !== undefined
          ? `${pid} is settled, and its payload is there`
          : undefined,
      );
    },
  },
];

/** Final by itself; it settles with the order's other rows. */
const waitsForOther = (state: string): boolean =>
  ['posted', 'simulated', 'skipped', 'submitted', 'applied', 'denied'].includes(state);

const lost = ({ state, dueKind, settledAt, pid, sk }: OrderRow): string | undefined =>
  dueKind === undefined && settledAt === undefined && state !== 'early' && !waitsForOther(state)
    ? `${pid} ${sk} is ${state} and on no shelf`
    : undefined;
