import { thankuSk } from '../../lib/store/keys.ts';
import { firstOf, type Invariant } from './invariant.ts';
import { rowOf } from './rows.ts';

/** What an operator imports is as good as told of by a webhook. */
export const importInvariants: Invariant[] = [
  {
    name: 'imports-are-claimed',
    promise: 'In the end every paid order of a file that was imported is claimed.',
    atTheEnd: ({ world, plan }) =>
      firstOf(plan.orders, ({ shop, orderId, email, inFile }) => {
        if (inFile !== 'paid' || !world.importedShops.has(shop)) return undefined;
        if (world.ends.erasedMs.has(`${shop} ${email}`)) return undefined;
        const row = rowOf(world, shop, orderId, thankuSk);
        const isReversed = world.reversedSinceMs.has(`${shop}-${orderId}`);
        return row === undefined || (row.state === 'early' && !isReversed)
          ? `${orderId} was imported and is ${row?.state ?? 'nowhere'}`
          : undefined;
      }),
  },
];
