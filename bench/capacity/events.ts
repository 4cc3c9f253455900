import { randomFrom, type Random } from '../../sim/kernel/random.ts';

/** Events in the order of their times; of equal times, in the order in which they were added. */
export class Timeline {
  nowMs = 0;
  #events: { atMs: number; n: number; run: () => void }[] = [];
  #added = 0;

  at(atMs: number, run: () => void): void {
    const events = this.#events;
    events.push({ atMs: Math.max(atMs, this.nowMs), n: this.#added++, run });
    for (let child = events.length - 1; child > 0;) {
      const parent = (child - 1) >> 1;
      if (!this.#swapIfBefore(child, parent)) break;
      child = parent;
    }
  }

  /** Runs until nothing is left, or until `isOver`. */
  run(isOver: () => boolean = () => false): void {
    for (let next = this.#take(); next !== undefined; next = this.#take()) {
      this.nowMs = next.atMs;
      next.run();
      if (isOver()) return;
    }
  }

  #take() {
    const events = this.#events;
    const [first] = events;
    const last = events.pop();
    if (first === undefined || last === undefined || events.length === 0) return first;
    events[0] = last;
    for (let parent = 0; ;) {
      const [left, right] = [2 * parent + 1, 2 * parent + 2];
      const child = right < events.length && this.#isBefore(right, left) ? right : left;
      if (child >= events.length || !this.#swapIfBefore(child, parent)) return first;
      parent = child;
    }
  }

  #isBefore(one: number, other: number): boolean {
    const [a, b] = [this.#events[one], this.#events[other]];
    if (a === undefined || b === undefined) return false;
    return a.atMs < b.atMs || (a.atMs === b.atMs && a.n < b.n);
  }

  #swapIfBefore(child: number, parent: number): boolean {
    const [c, p] = [this.#events[child], this.#events[parent]];
    if (c === undefined || p === undefined || !this.#isBefore(child, parent)) return false;
    this.#events[child] = p;
    this.#events[parent] = c;
    return true;
  }
}

/** The same seed gives the same figures on every machine. */
export const seeded = (): Random => randomFrom(1);

/** Times of events that come at random, `perSecond` on average. */
export function* poisson(random: Random, perSecond: (atMs: number) => number, untilMs: number): Generator<number> {
  for (let atMs = 0; ;) {
    atMs += (-Math.log(1 - random.next()) / perSecond(atMs)) * 1000;
    if (atMs >= untilMs) return;
    yield atMs;
  }
}

/** The value below which this share of all values is. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
