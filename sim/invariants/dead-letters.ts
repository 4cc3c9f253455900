import type { Invariant } from './invariant.ts';

/** Dead letters are what an operator knows of. */
export const deadLetterInvariants: Invariant[] = [
  {
    name: 'letters-are-worked-off',
    promise: 'A dead letter goes only after its event is back in its queue, or its order has had another chance.',
    always: ({ world }) => world.letters.lost(),
  },
];
