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
  /** The first few. */
  things: StuckThing[];
}

/** Collects findings, with the first few things of each. */
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
    if (finding.things.length < this.#keep) finding.things.push(thing);
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
    return [...this.#found.values()].filter(({ count }) => count > 0);
  }
}
