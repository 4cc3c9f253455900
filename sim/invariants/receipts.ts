import { firstOf, type StageBooks, type Invariant } from './invariant.ts';
import { receiptRows } from './rows.ts';

/** An order earns points once, and never faster than Thanx allows. */
export const receiptInvariants: Invariant[] = [
  {
    name: 'inside-the-limits',
    promise: 'No window of either length contains more arrivals at Thanx than its limit allows.',
    always({ world: { programme } }) {
      const { arrivals, limits } = programme;
      const lastMs = arrivals.at(-1);
      if (lastMs === undefined) return undefined;
      return firstOf([limits.burst, limits.sustained], ({ requests, windowMs }) => {
        const first = arrivals.at(-requests - 1);
        return first !== undefined && lastMs - first < windowMs
          ? `${requests + 1} requests arrived within ${lastMs - first} ms; ${requests} are allowed in ${windowMs} ms`
          : undefined;
      });
    },
  },
];

/** What the books alone show. */
export const receiptBookInvariants: Invariant<StageBooks>[] = [
  {
    name: 'one-receipt',
    promise: 'Thanx never has two receipts of one order.',
    always({ world: { programme } }) {
      const last = programme.receipts.at(-1);
      if (last === undefined) return undefined;
      const same = programme.receipts.filter(({ marker }) => marker === last.marker);
      return same.length > 1 ? `${last.marker} has ${same.length} receipts` : undefined;
    },
  },
  {
    name: 'receipts-agree',
    promise: 'In the end, a receipt is in Thanx’s books if and only if its row says so, or a person is notified.',
    atTheEnd({ world }) {
      const made = new Set(world.programme.receipts.map(({ marker }) => marker));
      return firstOf(receiptRows(world), ({ shop, pid, state, dueKind }) => {
        const has = ['submitted', 'applied', 'denied'].includes(state);
        const isMade = made.has(`${shop}/${pid}`);
        if (has === isMade || dueKind === 'stuck') return undefined;
        return `the receipt of ${pid} is ${state}, and Thanx has ${isMade ? 'one' : 'none'}`;
      });
    },
  },
];
