import { receiptRows, thankuRows } from '../invariants/rows.ts';
import { names } from '../stage.ts';
import type { ExploredWorld } from './world.ts';

/** What is promised in addition, of one order, in the end. */
export interface EndPromise {
  promise: string;
  wrong: (world: ExploredWorld) => string | undefined;
}

export const promises: readonly EndPromise[] = [
  {
    promise: 'ThankU makes one ThankU of an order at most.',
    wrong({ wallet }) {
      const made = wallet.arrivals.filter(({ became }) => became === 'created').length;
      return made > 1 ? `there are ${made}` : undefined;
    },
  },
  {
    promise: 'What became of an order is published: at least once, and nothing that did not happen.',
    wrong(world) {
      for (const { state, pid } of thankuRows(world)) {
        const isTold = isPublished(world, 'Order Thanked');
        if (isTold !== (state === 'posted')) return `${pid} is ${state}, and "Order Thanked" went ${told(isTold)}`;
      }
      const isRefused = [...thankuRows(world), ...receiptRows(world)].some(({ state }) =>
        ['failed', 'rejected'].includes(state),
      );
      if (isRefused !== isPublished(world, 'Order Failed')) return `"Order Failed" went ${told(!isRefused)}`;
      const letters = [names.ordersDlq, names.loyaltyDlq].flatMap((url) => world.queues.waiting(url));
      return isRefused === letters.length > 0 ? undefined : `there are ${letters.length} dead letters`;
    },
  },
  {
    promise: 'In the end no message of the order is in a queue any more.',
    wrong: ({ queues }) =>
      [names.ordersQueue, names.loyaltyQueue].some((url) => queues.waiting(url).length > 0)
        ? 'one comes back again and again'
        : undefined,
  },
];

const isPublished = ({ events }: ExploredWorld, sought: string): boolean => events.some(({ type }) => type === sought);

const told = (isTold: boolean): string => (isTold ? 'out' : 'not out');
