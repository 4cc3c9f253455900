import type { WorkerPlace } from './automaton.ts';
import type { WorkerCall, PartnerName } from './worker.ts';
import { rowOfCommand } from '../aws/command-row.ts';

/** What others may notice of a call, or what it may notice of theirs. */
export type Effect = `${'read' | 'write'} ${string}` | `ask ${PartnerName}`;

interface Future {
  effects: Set<Effect>;
  /** From where it was seen to be reached, by what is known there. */
  before: Set<Future>;
  /** For what is not among the effects, who relied on that. */
  denied: Map<Effect, Set<string>>;
}

/**
 * What a worker was seen to do from a place on, sooner or later. It grows while exploring. Whoever relied on less has to
 * decide anew.
 */
export class Futures {
  readonly #byShape = new Map<number, Future>();
  readonly #mistaken = new Set<string>();

  /** What waits at a place is to come, whatever is answered. */
  begin(place: WorkerPlace): void {
    const future = this.#of(place);
    for (const { call } of place.pending) this.#add(future, effectOf(call));
  }

  note(from: WorkerPlace, to: WorkerPlace): void {
    const [future, later] = [this.#of(from), this.#of(to)];
    if (later.before.has(future)) return;
    later.before.add(future);
    this.begin(to);
    for (const effect of later.effects) this.#add(future, effect);
  }

  /**
   * Whether a worker may still do this at a place or later.
   * @param who relies on it if not
   */
  may(effect: Effect, place: WorkerPlace, who: string): boolean {
    const future = this.#of(place);
    if (future.effects.has(effect)) return true;
    const relying = future.denied.get(effect) ?? new Set();
    future.denied.set(effect, relying.add(who));
    return false;
  }

  /** Who relied on something that turned out not to be so, once each. */
  mistaken(): string[] {
    const all = [...this.#mistaken];
    this.#mistaken.clear();
    return all;
  }

  #of({ known: { shape } }: WorkerPlace): Future {
    const future = this.#byShape.get(shape) ?? { effects: new Set(), before: new Set(), denied: new Map() };
    this.#byShape.set(shape, future);
    return future;
  }

  #add(future: Future, effect: Effect | undefined): void {
    if (effect === undefined || future.effects.has(effect)) return;
    future.effects.add(effect);
    for (const who of future.denied.get(effect) ?? []) this.#mistaken.add(who);
    future.denied.delete(effect);
    for (const earlier of future.before) this.#add(earlier, effect);
  }
}

function effectOf(call: WorkerCall): Effect | undefined {
  if (call.kind === 'request') return `ask ${call.partner}`;
  const about = call.kind === 'command' ? rowOfCommand(call.command) : undefined;
  return about && `${about.writes ? 'write' : 'read'} ${about.row}`;
}
