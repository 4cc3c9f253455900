import type {
  Choice,
  Ended,
  KernelOptions,
  RunOptions,
  Running,
  Started,
  Timer,
  WaitingProcess,
  ProcessSpec,
} from './parts.ts';
import type { Random } from './random.ts';

/**
 * Decides what happens next, and when. Code runs until all of it waits for a turn. Then one of the waiting processes continues, or the
 * surroundings do something, or time jumps to whatever is due next.
 */
export class Kernel {
  readonly random: Random;
  readonly #trace: ((line: string) => void) | undefined;
  #nowMs: number;
  readonly #startMs: number;
  #steps = 0;
  #waiting: WaitingProcess[] = [];
  #timers: Timer[] = [];
  #current: Running | undefined;
  #failure: Error | undefined;

  constructor({ random, startMs, trace }: KernelOptions) {
    this.random = random;
    this.#nowMs = startMs;
    this.#startMs = startMs;
    this.#trace = trace;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  get steps(): number {
    return this.#steps;
  }

  /** Ends the run, because the simulator can't continue. */
  fail(error: Error): void {
    this.#failure ??= error;
  }

  /** @param line of the story; only called if somebody listens */
  tell(line: () => string): void {
    this.#trace?.(`${((this.#nowMs - this.#startMs) / 1000).toFixed(3)} s  ${line()}`);
  }

  /** Runs something at this time, whichever processes are alive. */
  at(atMs: number, run: () => void): Timer {
    const timer = { atMs, run };
    const later = this.#timers.findLastIndex((other) => other.atMs <= atMs);
    this.#timers.splice(later + 1, 0, timer);
    return timer;
  }

  cancel(timer: Timer): void {
    const place = this.#timers.indexOf(timer);
    if (place >= 0) this.#timers.splice(place, 1);
  }

  /** The clock of the running process, epoch ms. If none is running, the true time. */
  readonly now = (): number => this.#nowMs + (this.#current?.skewMs ?? 0);

  /**
   * The running process waits for its turn, and for `untilMs` (true time). The kernel decides when it continues. The promise never settles if
   * the process is killed or the signal aborts.
   * @param label what the process will do, for the story
   */
  turn(label: string | (() => string), untilMs = 0, signal?: AbortSignal): Promise<void> {
    const process = this.#runs();
    return new Promise((resolve) => {
      if (!process.alive || signal?.aborted === true) return;
      // A clock shows whole milliseconds, and no timer fires early.
      const tells = typeof label === 'string' ? () => label : label;
      const waiting = { process, label: tells, untilMs: Math.ceil(untilMs), goOn: resolve };
      this.#waiting.push(waiting);
      signal?.addEventListener('abort', () => {
        const at = this.#waiting.indexOf(waiting);
        if (at >= 0) this.#waiting.splice(at, 1);
      });
    });
  }

  /** Starts a process. Only one process runs at a time, and what a killed one still does has no effect. */
  start({ name, skewMs = 0, timeoutMs, mostTurns = Number.POSITIVE_INFINITY, work, ended }: ProcessSpec): Started {
    const process: Running = { name, skewMs, alive: true, turnsLeft: mostTurns, ended };
    if (timeoutMs !== undefined) {
      process.timeout = this.at(this.#nowMs + timeoutMs, () => this.#kill(process, 'timed out'));
    }
    const goOn = () =>
      void work().then(
        (value) => this.#end(process, { kind: 'returned', value }),
        (error: unknown) => this.#end(process, { kind: 'threw', error }),
      );
    this.#waiting.push({ process, label: () => 'starts', untilMs: 0, goOn });
    return { kill: (why) => this.#kill(process, why) };
  }

  /** Only the process that had its turn runs until all code waits again, so any call comes from it. */
  #runs(): Running {
    if (this.#current === undefined) throw new Error('no process runs');
    return this.#current;
  }

  #kill(process: Running, why: string): void {
    if (!process.alive) return;
    this.#waiting = this.#waiting.filter((waiting) => waiting.process !== process);
    this.tell(() => `${process.name} ${why}`);
    this.#end(process, { kind: 'killed' });
  }

  #end(process: Running, how: Ended): void {
    if (!process.alive) return;
    process.alive = false;
    if (process.timeout !== undefined) this.cancel(process.timeout);
    process.ended(how);
  }

  /**
   * Runs until nothing is left to do, until `isOver`, or for `mostSteps`.
   * @throws the error given to `fail`
   */
  async run({
    choices,
    nextMs,
    after,
    isOver,
    mostSteps,
    hurriedBy,
  }: RunOptions): Promise<'done' | 'over' | 'too-long'> {
    for (; this.#steps < mostSteps; this.#steps++) {
      await allWaiting();
      this.#current = undefined;
      if (this.#failure !== undefined) throw this.#failure;
      after();
      if (isOver()) return 'over';
      this.#passUntil(this.#nowMs + hurriedBy(), after);
      const ready = this.#waiting.filter(({ untilMs }) => untilMs <= this.#nowMs);
      const others = choices();
      const weights = others.reduce((sum, { weight }) => sum + weight, 0);
      if (ready.length + weights > 0) {
        this.#choose(ready, others, weights);
        continue;
      }
      const next = this.#next(nextMs());
      if (next === undefined) return 'done';
      this.#nowMs = next;
    }
    return 'too-long';
  }

  /** Lets time pass. Timers run at their own times. */
  #passUntil(untilMs: number, after: () => void): void {
    for (;;) {
      const [next] = this.#timers;
      if (next === undefined || next.atMs > untilMs) break;
      this.#timers.shift();
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.run();
      after();
    }
    this.#nowMs = untilMs;
  }

  #choose(ready: readonly WaitingProcess[], others: readonly Choice[], weights: number): void {
    let at = this.random.next() * (ready.length + weights);
    const chosen = ready[Math.floor(at)];
    if (chosen !== undefined) {
      if (chosen.process.alive && chosen.process.turnsLeft <= 0) return this.#kill(chosen.process, 'was killed');
      chosen.process.turnsLeft -= 1;
      this.#waiting.splice(this.#waiting.indexOf(chosen), 1);
      this.#current = chosen.process;
      this.tell(() => `${chosen.process.name} ${chosen.label()}`);
      chosen.goOn();
      return;
    }
    at -= ready.length;
    for (const { weight, run } of others) {
      at -= weight;
      if (at < 0) return run();
    }
  }

  #next(othersMs: number | undefined): number | undefined {
    let next = Number.POSITIVE_INFINITY;
    const consider = (moment = Number.POSITIVE_INFINITY) => {
      if (moment > this.#nowMs && moment < next) next = moment;
    };
    for (const { untilMs } of this.#waiting) consider(untilMs);
    consider(this.#timers[0]?.atMs);
    consider(othersMs);
    return next === Number.POSITIVE_INFINITY ? undefined : next;
  }
}

/**
 * Resolves when every process waits for its turn. Node.js runs a next tick after all promise callbacks, and simulated code uses neither
 * its timers nor its thread pool.
 * @see https://nodejs.org/api/process.html#when-to-use-queuemicrotask-vs-processnexttick
 */
const allWaiting = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));
