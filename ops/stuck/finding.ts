import type { StuckCode } from './codes.ts';

export interface StuckThing {
  /** An order's `shop/pid`, a shop, a credential, or the ID of a message or object. */
  key: string;
  /** Since when, epoch ms, if known. */
  since?: number | undefined;
  /** Details: the partner's status, who paused it and why. Contains nothing personal. */
  detail?: string | undefined;
}

/** A shop, a credential or a fixed user token whose work waits. */
export interface StopFound extends StuckThing {
  code: StuckCode;
}

/** Everything found for one reason. */
export interface Finding {
  code: StuckCode;
  count: number;
  /** Counting ended early, so there are more. */
  atLeast: boolean;
  /** A few, the oldest first: the same ones each time, whatever was read first. */
  things: StuckThing[];
}

/** A person presses buttons beside them, so they don't change places. */
const oldest = (things: readonly StuckThing[], keep: number): StuckThing[] =>
  things.toSorted((a, b) => (a.since ?? 0) - (b.since ?? 0) || (a.key < b.key ? -1 : 1)).slice(0, keep);

/** Collects findings, with the oldest few things of each. */
export class Findings {
  readonly #found = new Map<StuckCode, Finding>();
  readonly #keep: number;
  /** @param keep how many things of each reason to remember */
  constructor(keep: number) {
    this.#keep = keep;
  }

  add(code: StuckCode, thing: StuckThing): void {
    const finding = this.of(code);
    finding.count += 1;
    finding.things.push(thing);
    if (finding.things.length >= 2 * this.#keep) finding.things = oldest(finding.things, this.#keep);
  }

  has(code: StuckCode): boolean {
    return this.#found.has(code);
  }

  of(code: StuckCode): Finding {
    const finding = this.#found.get(code) ?? { code, count: 0, atLeast: false, things: [] };
    this.#found.set(code, finding);
    return finding;
  }

  get all(): Finding[] {
    return [...this.#found.values()]
      .filter(({ count }) => count > 0)
      .map(({ code, count, atLeast, things }) => ({ code, count, atLeast, things: oldest(things, this.#keep) }));
  }
}
