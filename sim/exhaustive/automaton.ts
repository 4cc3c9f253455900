import { hash } from 'node:crypto';
import { shapeOf, type Shape } from './canonical.ts';
import { framesNow, isLive, type Forgetting, type Frame } from './frames.ts';
import {
  start,
  wordsOf,
  type CallResult,
  type WorkerCall,
  type WorkerEnd,
  type Pending,
  type WorkerCode,
} from './worker.ts';

/**
 * Where a worker is. It depends only on the answers that the worker still knows and on how many ids it has generated: the clock stands
 * still, and each worker has its own ids and random numbers. The order of concurrent calls doesn't matter, because a worker waits for all of
 * them (`Promise.all`).
 */
export interface WorkerPlace {
  digest: string;
  /** Everything except how many ids it has generated. */
  known: Shape;
  pending: readonly Pending[];
  ended: WorkerEnd | undefined;
}

interface Known extends WorkerPlace {
  history: readonly Answered[];
  /** Another history that leads here, if parts of both are forgotten. */
  twin: readonly Answered[] | undefined;
  next: Map<string, Edge>;
  /** The code that waits at this place, until it continues from here. */
  live: Live | undefined;
}

interface Edge {
  /** The index of the pending call that is answered. */
  which: number;
  answer: CallResult;
  to: Known;
}

interface Answered extends Waiting {
  answer: CallResult;
  /** The call and its answer. */
  text: string;
}

interface Waiting extends Pending {
  frames: readonly Frame[];
}

/**
 * The real code as an automaton: from a place, an answer leads to the next place. Known steps are remembered. For a new step, the code that
 * waits there continues, or runs again from the beginning with the same answers, because promises can't be copied.
 */
export class Automaton {
  readonly #name: string;
  readonly #nowMs: number;
  readonly #work: WorkerCode;
  readonly #forgetting: Forgetting;
  readonly #known = new Map<string, Known>();
  /** How often the code was run. */
  runs = 0;

  constructor(name: string, nowMs: number, work: WorkerCode, forgetting: Forgetting) {
    this.#name = name;
    this.#nowMs = nowMs;
    this.#work = work;
    this.#forgetting = forgetting;
  }

  async begin(): Promise<WorkerPlace> {
    return this.#placeOf(await this.#replay([]), []);
  }

  async after({ digest }: WorkerPlace, id: number, answer: CallResult): Promise<WorkerPlace> {
    const from = this.#known.get(digest);
    if (from === undefined) throw new Error('unknown place');
    const step = `${id} ${textOf(answer)}`;
    const known = from.next.get(step);
    if (known !== undefined) return known.to;
    const live = from.live ?? (await this.#replay(from.history));
    from.live = undefined;
    const asked = live.pending.find((pending) => pending.id === id);
    if (asked === undefined) throw new Error('there is no such call to answer');
    await live.hear(id, answer);
    const text = `${wordsOf(asked.call)} ${textOf(answer)}`;
    const next = this.#placeOf(live, [...from.history, { ...asked, answer, text }]);
    from.next.set(step, { which: from.pending.findIndex((pending) => pending.id === id), answer, to: next });
    return next;
  }

  #placeOf(live: Live, history: readonly Answered[]): Known {
    const { pending, ended, ids } = live;
    const text = this.#textOf(history, pending, ended);
    const digest = hash('sha1', `${ids} ${text}`);
    const place = this.#known.get(digest) ?? {
      digest,
      known: shapeOf(text),
      history,
      twin: undefined,
      pending,
      ended,
      next: new Map(),
      live,
    };
    if (place.history !== history) place.twin ??= history;
    this.#known.set(digest, place);
    return place;
  }

  /**
   * Checks that forgetting made no difference. For each place with two histories, it continues the second as the first was continued, at
   * random, until the end.
   * @returns how many places were compared
   * @throws Error if the two differ
   */
  async compareTwins(below: (limit: number) => number): Promise<number> {
    let compared = 0;
    for (const place of this.#known.values()) {
      if (place.twin === undefined) continue;
      const live = await this.#replay(place.twin);
      for (let at: Known | undefined = place; at !== undefined;) {
        const [here, there] = [observed(at), observed(live)];
        if (here !== there) throw new Error(`forgetting makes a difference: ${here} or ${there}`);
        const edges: Edge[] = [...at.next.values()];
        const edge: Edge | undefined = edges[below(edges.length)];
        if (edge !== undefined) await live.hear(live.pending[edge.which]?.id ?? 0, edge.answer);
        at = edge?.to;
      }
      compared += 1;
    }
    return compared;
  }

  /** What the worker waits for and where, and the answers that may still matter. */
  #textOf(history: readonly Answered[], pending: readonly Waiting[], ended: WorkerEnd | undefined): string {
    if (ended !== undefined) return JSON.stringify(ended);
    const alive = history.filter(({ frames }) => pending.some((one) => isLive(frames, one.frames, this.#forgetting)));
    const heard = alive.toSorted((a, b) => a.id - b.id).map(({ text }) => text);
    const waits = pending.map(({ call, frames }) => [fullyOf(call), frames.map(({ at }) => at)]);
    return JSON.stringify([heard, waits]);
  }

  async #replay(history: readonly Answered[]): Promise<Live> {
    this.runs += 1;
    const live = new Live(this.#name, this.#nowMs, this.#work);
    await allWaiting();
    for (const { id, answer } of history) await live.hear(id, answer);
    return live;
  }
}

/** A run of the code. */
class Live {
  readonly #open = new Map<number, Waiting & { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  #calls = 0;
  ended: WorkerEnd | undefined;
  /** How many it has generated. */
  ids = 0;

  constructor(name: string, nowMs: number, work: WorkerCode) {
    const hand = (call: WorkerCall) =>
      new Promise((resolve, reject) => {
        const id = ++this.#calls;
        this.#open.set(id, { id, call, frames: framesNow(), resolve, reject });
      });
    start({ nowMs, newId: () => `${name}-${++this.ids}`, hand }, work).then(
      (verdict) => (this.ended = { kind: 'verdict', verdict }),
      (error: unknown) => (this.ended = { kind: 'threw', error }),
    );
  }

  get pending(): readonly Waiting[] {
    return [...this.#open.values()].map(({ id, call, frames }) => ({ id, call, frames }));
  }

  async hear(id: number, answer: CallResult): Promise<void> {
    const waiting = this.#open.get(id);
    if (waiting === undefined) throw new Error('the code made other calls than before: it isn’t deterministic');
    this.#open.delete(id);
    if (answer.kind === 'value') waiting.resolve(structuredClone(answer.value));
    else waiting.reject(answer.error);
    await allWaiting();
  }
}

/** Resolves when all code waits for an answer. */
const allWaiting = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

const observed = ({ pending, ended }: Pick<WorkerPlace, 'pending' | 'ended'>): string =>
  JSON.stringify([ended, pending.map(({ call }) => fullyOf(call))]);

/** Everything that can be observed of a call. */
const fullyOf = (call: WorkerCall): unknown =>
  call.kind === 'command' ? [wordsOf(call), inputOf(call.command)] : call;

const inputOf = (command: object): unknown => ('input' in command ? command.input : undefined);

const textOf = (answer: CallResult): string =>
  answer.kind === 'value' ? JSON.stringify(answer.value) : `${answer.error.name} ${answer.error.message}`;
