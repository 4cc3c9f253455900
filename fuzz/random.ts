/** Random decisions, the same ones for the same seed and index. The generator is mulberry32. */
export class Random {
  #state: number;

  constructor(seed: number, index: number) {
    // Cases that follow each other must not resemble each other.
    this.#state = mixed(mixed(seed) ^ Math.imul(index + 1, 0x9e37_79b1));
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b_79f5) | 0;
    let bits = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number in [0, limit). */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }

  /** Throws `RangeError` for an empty list. */
  pick<Item>(items: readonly Item[]): Item {
    const chosen = items.at(this.below(items.length));
    if (chosen === undefined) throw new RangeError('nothing to pick from');
    return chosen;
  }
}

/** Spreads a number's bits over all 32. */
function mixed(value: number): number {
  let bits = Math.imul(value ^ (value >>> 16), 0x85eb_ca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2_ae35);
  return bits ^ (bits >>> 16);
}
