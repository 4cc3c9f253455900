import { basketRows, receiptRows, thankuRows } from '../invariants/rows.ts';
import { names } from '../stage.ts';
import type { ExploredWorld } from './world.ts';

/** A promise that is checked at the end, about one order. */
export interface EndPromise {
  promise: string;
  wrong: (world: ExploredWorld) => string | undefined;
}

export const promises: readonly EndPromise[] = [
  {
    promise: 'An order gets at most one ThankU.',
    wrong({ wallet }) {
      const made = wallet.arrivals.filter(({ outcome }) => outcome === 'created').length;
      return made > 1 ? `there are ${made}` : undefined;
    },
  },
  {
    promise: 'Every outcome is published at least once, and nothing else is.',
    wrong(world) {
      for (const { state, pid } of thankuRows(world)) {
        const isThanked = isPublished(world, 'Order Thanked');
        if (isThanked !== (state === 'posted'))
          return `${pid} is ${state}, and "Order Thanked" was ${isThanked ? '' : 'not '}published`;
      }
      // What was refused, and is no longer wanted, was published or not.
      if (basketRows(world).some(({ state }) => state === 'skipped')) return undefined;
      const isRefused = [...thankuRows(world), ...receiptRows(world), ...basketRows(world)].some(({ state }) =>
        ['failed', 'rejected', 'refund-failed'].includes(state),
      );
      if (isRefused !== isPublished(world, 'Order Failed'))
        return `"Order Failed" was ${isRefused ? 'not ' : ''}published`;
      const letters = [names.ordersDlq, names.loyaltyDlq].flatMap((url) => world.queues.waiting(url));
      return isRefused === letters.length > 0 ? undefined : `there are ${letters.length} dead letters`;
    },
  },
  {
    promise: 'At the end, no message about the order is left in a queue.',
    wrong: ({ queues }) =>
      [names.ordersQueue, names.loyaltyQueue].some((url) => queues.waiting(url).length > 0)
        ? 'one comes back again and again'
        : undefined,
  },
];

const isPublished = ({ events }: ExploredWorld, sought: string): boolean => events.some(({ type }) => type === sought);
