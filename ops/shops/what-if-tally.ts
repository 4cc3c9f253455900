import type { Given } from './impact-difference.ts';
import { impactInWords } from '../../lib/order/thanku/impact-in-words.ts';
import type { Cause } from '../../lib/shops/thanku-settings.ts';
import type { NotComputed, WhatIf } from './what-if.ts';

/** The sum of what orders give, by cause. Kilograms and 100 g of plastic are counted separately. */
interface Units {
  cause: Cause;
  in100Grams: boolean;
  before: number;
  after: number;
}

const maxExamples = 5;

/** Counts what other settings would have given. Keeps sums only, so that it can count any number of orders. */
export class WhatIfTally {
  readonly counts = { orders: 0, unchanged: 0, affected: 0, more: 0, less: 0, reversed: 0, simulated: 0 };
  readonly notComputed: Partial<Record<NotComputed | 'row-unreadable', number>> = {};
  /** The first few different changes: `an order of 45.00 EUR: 2 trees → 4 trees`. */
  readonly examples = new Set<string>();
  readonly #units = new Map<string, Units>();

  add(one: WhatIf, { words, simulated }: { words: string; simulated: boolean }): void {
    this.counts.orders += 1;
    if (simulated) this.counts.simulated += 1;
    if (one.kind === 'reversed') this.counts.reversed += 1;
    else if (one.kind === 'not-computed') this.#notComputed(one.why);
    else this.#compare(one.before, one.after, words);
  }

  addUnreadable(): void {
    this.counts.orders += 1;
    this.#notComputed('row-unreadable');
  }

  /** By cause, what the orders that could be computed were given and would be given. */
  get units(): (Units & { beforeInWords: string; afterInWords: string })[] {
    return [...this.#units.values()].map(({ cause, in100Grams, before, after }) => ({
      cause,
      in100Grams,
      before,
      after,
      beforeInWords: impactInWords(before, { cause, use100Grams: in100Grams }, 'en'),
      afterInWords: impactInWords(after, { cause, use100Grams: in100Grams }, 'en'),
    }));
  }

  #notComputed(why: NotComputed | 'row-unreadable'): void {
    this.notComputed[why] = (this.notComputed[why] ?? 0) + 1;
  }

  #compare(before: Given, after: Given, words: string): void {
    this.#sum(before, 'before');
    this.#sum(after, 'after');
    if (before.inWords === after.inWords) {
      this.counts.unchanged += 1;
      return;
    }
    this.counts.affected += 1;
    const [was, is] = [unitsOf(before), unitsOf(after)];
    if (areComparable(before, after) && is > was) this.counts.more += 1;
    if (areComparable(before, after) && is < was) this.counts.less += 1;
    if (this.examples.size < maxExamples) this.examples.add(`${words}: ${before.inWords} → ${after.inWords}`);
  }

  #sum(given: Given, side: 'before' | 'after'): void {
    if ('notThanked' in given) return;
    const { cause, in100Grams = false } = given;
    const key = `${cause} ${in100Grams}`;
    const sum = this.#units.get(key) ?? { cause, in100Grams, before: 0, after: 0 };
    this.#units.set(key, { ...sum, [side]: sum[side] + given.units });
  }
}

/** Trees and kilograms can't be compared, but each is more than nothing. */
const areComparable = (one: Given, other: Given): boolean =>
  'notThanked' in one || 'notThanked' in other || (one.cause === other.cause && one.in100Grams === other.in100Grams);

const unitsOf = (given: Given): number => ('units' in given ? given.units : 0);
