import type { WorkerPlace } from './automaton.ts';
import type { WorkerCall, PartnerName } from './worker.ts';
import { rowOfCommand } from '../aws/command-row.ts';

/** What other workers may observe of a call, or the call of them. */
export type Effect = `${'read' | 'write'} ${string}` | `ask ${PartnerName}`;

interface Future {
  effects: Set<Effect>;
  /** The futures that lead to this one. */
  before: Set<Future>;
  /** The keys of states that relied on an effect not happening. */
  denied: Map<Effect, Set<string>>;
}

/** The effects that a worker may still have from a place on. They are collected while exploring. A state that relied on too few must be explored again. */
export class Futures {
  readonly #byShape = new Map<number, Future>();
  readonly #mistaken = new Set<string>();

  /** Adds a place's pending calls, which will happen whatever the answers are. */
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
   * Whether a worker may still have this effect at a place or later.
   * @param who the key of the state that relies on the answer if it is no
   */
  may(effect: Effect, place: WorkerPlace, who: string): boolean {
    const future = this.#of(place);
    if (future.effects.has(effect)) return true;
    const relying = future.denied.get(effect) ?? new Set();
    future.denied.set(effect, relying.add(who));
    return false;
  }

  /** Returns the keys of states that relied on a wrong answer, each once. */
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
