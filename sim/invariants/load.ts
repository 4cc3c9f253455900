import { thankuSk } from '../../lib/store/keys.ts';
import { firstOf, type Invariant } from './invariant.ts';

/** A probe that is due wakes somebody every two minutes, if need be the same one; besides, the order itself retries. */
const mostWakeUps = 20;
const halfAnHourMs = 30 * 60_000;
/** Nothing waits for longer by itself: a hold of a run is an hour, an automatic one looks up after 12. */
const longestWaitMs = 13 * 3_600_000;
/** Wix hangs up after this. */
const mostAnswerMs = 1250;

/** thankflow stays calm, and looks again in time. */
export const loadInvariants: Invariant[] = [
  {
    name: 'no-flood',
    promise:
      'No queue has more than 20 wake-ups of an order within half an hour, but those that an operator sends back.',
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
    promise: 'What is to be done about a ThankU is looked at again within 13 hours.',
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
    promise: 'Ingest takes nothing that was signed long ago, or with another secret.',
    always({ taken }) {
      const last = taken.at(-1);
      return (last?.kind === 'replayed' || last?.kind === 'forged') && last.status === 200
        ? `a webhook about ${last.order.orderId} that was ${last.kind} was taken`
        : undefined;
    },
  },
  {
    name: 'answers-in-time',
    promise: 'Ingest answers within 1,250 ms, whatever AWS does.',
    always({ world, taken }) {
      const last = taken.at(-1);
      if (last === undefined) return undefined;
      const tookMs = last.atMs - last.postedMs;
      // Where time passes although somebody could go on, the platform’s clock says nothing of ingest.
      return tookMs > mostAnswerMs && !world.drawnFaults.includes('slow')
        ? `the answer to ${last.kind} of ${last.order.orderId} took ${tookMs} ms`
        : undefined;
    },
  },
];
