import { thankuSk } from '../../lib/store/keys.ts';
import { firstOf, type Invariant } from './invariant.ts';
import { rowOf } from './rows.ts';

/** Dead letters that operators replay, and orders that they import. */
export const operatorInvariants: Invariant[] = [
  {
    name: 'letters-are-worked-off',
    promise:
      'A dead letter is deleted only after its event is back in its queue, or its order has had another attempt.',
    always: ({ world }) => world.letters.lost(),
  },
  {
    name: 'imports-are-claimed',
    promise: 'In the end, every paid order of an imported file is claimed.',
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
