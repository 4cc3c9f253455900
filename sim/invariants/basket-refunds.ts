import { dayMs, hourMs } from '../../lib/durations.ts';
import { firstOf, isErasedEver, plannedOf, type Invariant, type StageBooks } from './invariant.ts';
import { basketRows } from './rows.ts';

/** Not the product's own constant, which may be wrong. */
const refundableMs = 30 * dayMs;

/** How long refunds are sent, as the books alone show. */
export const basketRefundInvariants: Invariant<StageBooks>[] = [
  {
    name: 'refunds-are-sent',
    promise: 'For thirty days after a basket was billed, Thanx is told of its refunds, unless its customer was erased.',
    atTheEnd: ({ world, plan }) =>
      firstOf(basketRows(world), ({ pid, startedAt = '', history = [] }) => {
        const order = plannedOf(plan, pid);
        const missed = history.find(({ what }) => what === 'refund-missed');
        if (order === undefined || missed === undefined || isErasedEver(plan, order)) return undefined;
        const afterMs = missed.at - Date.parse(startedAt);
        return missed.why === 'erased' || afterMs + hourMs < refundableMs
          ? `Thanx wasn't told of a refund of ${pid} (${missed.why}) ${afterMs} ms after its basket began`
          : undefined;
      }),
  },
  {
    name: 'refunds-end',
    promise: 'After thirty days, nothing says any more whose basket it was.',
    atTheEnd({ world }) {
      return firstOf(basketRows(world), ({ pid, refundable }) =>
        refundable !== undefined && refundable.until + hourMs < world.kernel.nowMs
          ? `the basket of ${pid} still says whose it is`
          : undefined,
      );
    },
  },
];
