import { hash } from 'node:crypto';
import { start, wordsOf, type Answer, type Call, type Ended, type Pending, type Work } from './worker.ts';

/**
 * Where a worker is: a function of the answers that it has had, and of nothing else, because its clock stands still and its ids and
 * random numbers are its own. Of calls that it makes at the same time it waits for all (`Promise.all`), so their order is no part of it.
 */
export interface Place {
  /** Of all calls and answers so far, and of what it waits for. */
  digest: string;
  pending: readonly Pending[];
  ended: Ended | undefined;
}

interface Known extends Place {
  history: readonly Answered[];
  next: Map<string, Known>;
  /** The code as it waits at this place, until it goes on from here. */
  live: Live | undefined;
}

interface Answered extends Pending {
  answer: Answer;
  /** The call and its answer. */
  digest: string;
}

/**
 * The real code as an automaton: where it goes from a place with an answer. What was seen before is remembered; else the code that waits
 * there goes on, or runs again from its beginning with the same answers, for promises can't be copied.
 */
export class Automaton {
  readonly #name: string;
  readonly #nowMs: number;
  readonly #work: Work;
  readonly #known = new Map<string, Known>();
  /** How often the code was run. */
  runs = 0;

  constructor(name: string, nowMs: number, work: Work) {
    this.#name = name;
    this.#nowMs = nowMs;
    this.#work = work;
  }

  async begin(): Promise<Place> {
    return this.#placeOf(await this.#replay([]), []);
  }

  async after({ digest }: Place, id: number, answer: Answer): Promise<Place> {
    const from = this.#known.get(digest);
    if (from === undefined) throw new Error('an unknown place');
    const step = `${id} ${textOf(answer)}`;
    const known = from.next.get(step);
    if (known !== undefined) return known;
    const asked = from.pending.find((pending) => pending.id === id);
    if (asked === undefined) throw new Error('an answer to a call that nobody made');
    const live = from.live ?? (await this.#replay(from.history));
    from.live = undefined;
    await live.hear(id, answer);
    const said = hash('sha1', `${wordsOf(asked.call)} ${step}`);
    const next = this.#placeOf(live, [...from.history, { ...asked, answer, digest: said }]);
    from.next.set(step, next);
    return next;
  }

  #placeOf(live: Live, history: readonly Answered[]): Known {
    const { pending, ended } = live;
    const digest = digestOf(history, pending);
    const place = this.#known.get(digest) ?? { digest, history, pending, ended, next: new Map(), live };
    this.#known.set(digest, place);
    return place;
  }

  async #replay(history: readonly Answered[]): Promise<Live> {
    this.runs += 1;
    const live = new Live(this.#name, this.#nowMs, this.#work);
    await allWaiting();
    for (const { id, answer } of history) await live.hear(id, answer);
    return live;
  }
}

/** One run of the code. */
class Live {
  readonly #open = new Map<number, { call: Call; resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  #calls = 0;
  ended: Ended | undefined;

  constructor(name: string, nowMs: number, work: Work) {
    const hand = (call: Call) =>
      new Promise((resolve, reject) => {
        this.#open.set(++this.#calls, { call, resolve, reject });
      });
    start(name, nowMs, work, hand).then(
      (verdict) => (this.ended = { kind: 'verdict', verdict }),
      (error: unknown) => (this.ended = { kind: 'threw', error }),
    );
  }

  get pending(): readonly Pending[] {
    return [...this.#open].map(([id, { call }]) => ({ id, call }));
  }

  async hear(id: number, answer: Answer): Promise<void> {
    const waiting = this.#open.get(id);
    if (waiting === undefined) throw new Error('the code did not ask the same again: its run is not repeatable');
    this.#open.delete(id);
    if (answer.kind === 'value') waiting.resolve(structuredClone(answer.value));
    else waiting.reject(answer.error);
    await allWaiting();
  }
}

/** Whatever can go on has gone on: all that is left waits for an answer. */
const allWaiting = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

function digestOf(history: readonly Answered[], pending: readonly Pending[]): string {
  const answered = history.toSorted((a, b) => a.id - b.id).map((one) => one.digest);
  return hash('sha1', JSON.stringify([answered, pending.map(({ id, call }) => [id, wordsOf(call)])]));
}

const textOf = (answer: Answer): string =>
  answer.kind === 'value' ? JSON.stringify(answer.value) : `${answer.error.name} ${answer.error.message}`;
