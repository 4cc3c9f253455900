import { names } from '../stage.ts';
import { firstOf, type Invariant } from './invariant.ts';
import { thankuRows } from './rows.ts';

/** More wake-ups of one order than this at the same time would be a flood, not a repair. */
const mostWakeUps = 12;
/** Nothing waits for longer by itself: a hold of a run is an hour, an automatic one looks up after 12. */
const longestWaitMs = 13 * 3_600_000;

/** thankflow stays calm, and looks again in time. */
export const loadInvariants: Invariant[] = [
  {
    name: 'no-flood',
    promise: 'An order that waits does not fill its queue with wake-ups.',
    always({ world, plan }) {
      return firstOf([names.ordersQueue, names.loyaltyQueue], (url) => {
        const waiting = new Set(world.queues.waiting(url).map(({ id }) => id)).size;
        const most = mostWakeUps * plan.orders.length;
        return waiting > most ? `${waiting} messages of ${plan.orders.length} orders wait in ${url}` : undefined;
      });
    },
  },
  {
    name: 'looked-at-in-time',
    promise: 'Whatever is not settled is looked at again within 13 hours.',
    always({ world }) {
      return firstOf(thankuRows(world), ({ pid, state, dueKind, dueAt }) =>
        dueKind === 'thanku' && dueAt !== undefined && dueAt - world.kernel.nowMs > longestWaitMs
          ? `${pid} is ${state} and looked at again only in ${Math.round((dueAt - world.kernel.nowMs) / 60_000)} min`
          : undefined,
      );
    },
  },
  {
    name: 'failures-are-letters',
    promise: 'In the end every order that failed for good left a dead letter.',
    atTheEnd({ world }) {
      const letters = [names.ordersDlq, names.loyaltyDlq].flatMap((url) => world.queues.waiting(url));
      return firstOf(thankuRows(world), ({ pid, state }) =>
        state === 'failed' && !letters.some(({ body }) => body.includes(pid))
          ? `${pid} failed, and no dead letter says so`
          : undefined,
      );
    },
  },
];
