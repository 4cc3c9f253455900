import type { Place } from './automaton.ts';
import type { Call, PartnerName } from './worker.ts';
import { rowOf } from './row-of.ts';

/** What others may notice of a call, or what it may notice of theirs. */
export type Effect = `${'read' | 'write'} ${string}` | `ask ${PartnerName}`;

interface Future {
  effects: Set<Effect>;
  /** From where it was seen to be reached, by what is known there. */
  before: Set<Future>;
  /** Of what somebody relied on that it is not among the effects. */
  denied: Set<Effect>;
}

/**
 * What a worker was seen to do from a place on, sooner or later. It grows while exploring. Whoever relied on less begins anew: at the end,
 * nothing happened that was not known from the beginning.
 */
export class Futures {
  readonly #byShape = new Map<number, Future>();
  /** How often somebody had relied on something that was not so. */
  errors = 0;

  /** What waits at a place is to come, whatever is answered. */
  begin(place: Place): void {
    const future = this.#of(place);
    for (const { call } of place.pending) this.#add(future, effectOf(call));
  }

  note(from: Place, to: Place): void {
    const [future, later] = [this.#of(from), this.#of(to)];
    if (later.before.has(future)) return;
    later.before.add(future);
    this.begin(to);
    for (const effect of later.effects) this.#add(future, effect);
  }

  /** Whether a worker may still do this at a place or later. */
  may(effect: Effect, place: Place): boolean {
    const future = this.#of(place);
    if (future.effects.has(effect)) return true;
    future.denied.add(effect);
    return false;
  }

  #of({ known: { shape } }: Place): Future {
    const future = this.#byShape.get(shape) ?? { effects: new Set(), before: new Set(), denied: new Set() };
    this.#byShape.set(shape, future);
    return future;
  }

  #add(future: Future, effect: Effect | undefined): void {
    if (effect === undefined || future.effects.has(effect)) return;
    future.effects.add(effect);
    if (future.denied.delete(effect)) this.errors += 1;
    for (const earlier of future.before) this.#add(earlier, effect);
  }
}

function effectOf(call: Call): Effect | undefined {
  if (call.kind === 'request') return `ask ${call.partner}`;
  const about = call.kind === 'command' ? rowOf(call.command) : undefined;
  return about && `${about.writes ? 'write' : 'read'} ${about.row}`;
}
