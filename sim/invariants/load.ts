import { thankuSk } from '../../lib/store/keys.ts';
import { firstOf, type Invariant } from './invariant.ts';

/** A due probe wakes an order every two minutes, possibly the same one. The order's own retries come on top. */
const mostWakeUps = 20;
const halfAnHourMs = 30 * 60_000;
/** Nothing waits longer by itself: `holdHours` is one hour in a run, and an order behind an open circuit is checked every 12 hours. */
const longestWaitMs = 13 * 3_600_000;
/** Wix hangs up after this. */
const mostAnswerMs = 1250;

/** thankflow causes no floods, and forgets nothing. */
export const loadInvariants: Invariant[] = [
  {
    name: 'no-flood',
    promise:
      'No queue gets more than 20 wake-ups of an order within half an hour, not counting those that an operator sends back.',
    always({ world }) {
      return firstOf(world.messages.wokenMs, ([woken, wokenMs]) => {
        const most = mostWakeUps + world.letters.wakeUps(woken.split(' ')[1] ?? '');
        const first = wokenMs.at(-most - 1);
        const lastMs = wokenMs.at(-1) ?? 0;
        return first !== undefined && lastMs - first < halfAnHourMs
          ? `${woken} was woken ${most + 1} times within ${lastMs - first} ms`
          : undefined;
      });
    },
  },
  {
    name: 'looked-at-in-time',
    promise: 'An unfinished ThankU is checked again within 13 hours.',
    always({ world }) {
      const { row } = world.orders.lastWrite();
      if (row['sk'] !== thankuSk || row['dueKind'] !== 'thanku') return undefined;
      const waitMs = Number(row['dueAt']) - world.kernel.nowMs;
      return waitMs > longestWaitMs
        ? `${String(row['pid'])} is ${String(row['state'])} and looked at again only in ${Math.round(waitMs / 60_000)} min`
        : undefined;
    },
  },
  {
    name: 'refuses-what-is-old-or-forged',
    promise: 'Ingest accepts nothing that was signed long ago, or with another secret.',
    always({ taken }) {
      const last = taken.at(-1);
      return (last?.kind === 'replayed' || last?.kind === 'forged') && last.status === 200
        ? `a webhook about ${last.order.orderId} that was ${last.kind} was accepted`
        : undefined;
    },
  },
  {
    name: 'answers-in-time',
    promise: 'Ingest answers within 1,250 ms, whatever AWS does.',
    always({ world, taken }) {
      const last = taken.at(-1);
      // Nothing was posted to ingest.
      if (last === undefined || last.kind === 'unpaid') return undefined;
      const tookMs = last.atMs - last.postedMs;
      // If time passes although a process could run, the duration says nothing about ingest.
      return tookMs > mostAnswerMs && !world.drawnFaults.includes('slow')
        ? `the answer to ${last.kind} of ${last.order.orderId} took ${tookMs} ms`
        : undefined;
    },
  },
];
