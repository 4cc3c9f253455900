import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { InvokeResult } from './runtime-api.ts';
import { InitFailed, startWorker, type Worker, type WorkerOptions } from './worker.ts';

/**
 * A laptop's share of the concurrency that a function has where none is reserved for it: beyond it an invocation waits for
 * a process. More processes than this on a few cores only slow each other down.
 */
const unreservedProcesses = Math.max(3, availableParallelism());
/** How long an invocation waits for a busy process where others are not started at once. */
const patienceMs = 150;
const firstBackoffMs = 100;
const maxBackoffMs = 5000;

export interface PoolOptions {
  worker: WorkerOptions;
  reservedConcurrency?: number;
  /** Lets an invocation wait a moment for a process that is busy before another is started, one after the other. Lambda starts it at once. */
  patient: boolean;
  /** The set of process ids changed. */
  onChange: () => void;
}

/** All execution environments of one function: started on demand, kept warm, replaced when they die. */
export class FunctionPool {
  readonly #options: PoolOptions;
  readonly #idle: Worker[] = [];
  readonly #all = new Set<Worker>();
  readonly #waiting: PromiseWithResolvers<Worker>[] = [];
  #starting = 0;
  #running = 0;
  #failedStarts = 0;
  #stopped = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  get pids(): number[] {
    return [...this.#all].map((worker) => worker.pid);
  }

  /** Runs the function once. Never rejects. Throttled, with nothing run, when reserved concurrency is used up. */
  async invoke(payload: string): Promise<InvokeResult> {
    if (this.#stopped || this.#running >= (this.#options.reservedConcurrency ?? Number.POSITIVE_INFINITY)) {
      this.#options.worker.log.platform('throttled');
      return { kind: 'throttled' };
    }
    this.#running += 1;
    try {
      const worker = await this.#take();
      const result = await worker.run(payload);
      this.#giveBack(worker);
      return result;
    } catch (error) {
      if (error instanceof InitFailed) return error.result;
      throw error;
    } finally {
      this.#running -= 1;
    }
  }

  /** Starts one worker ahead of need; that it fails to start is seen by the first invocation. */
  async warm(): Promise<void> {
    try {
      this.#giveBack(await this.#start());
    } catch (error) {
      if (!(error instanceof InitFailed)) throw error;
    }
  }

  /** Lets what runs finish for up to `graceMs`, then ends every process. */
  async stop(graceMs: number): Promise<void> {
    this.#stopped = true;
    const untilMs = Date.now() + graceMs;
    while (this.#running > 0 && Date.now() < untilMs) await delay(20);
    const workers = [...this.#all];
    for (const worker of workers) worker.kill();
    await Promise.all(workers.map((worker) => worker.exited));
  }

  async #take(): Promise<Worker> {
    const idle = this.#idle.pop();
    if (idle) return idle;
    const processes = this.#all.size + this.#starting;
    if (processes === 0 || (!this.#options.patient && this.#mayStart())) return this.#start();
    const place = Promise.withResolvers<Worker>();
    this.#waiting.push(place);
    if (!this.#options.patient) return place.promise;
    const timer = setInterval(() => this.#startFor(place), patienceMs);
    return place.promise.finally(() => clearInterval(timer));
  }

  #mayStart(): boolean {
    return this.#all.size + this.#starting < (this.#options.reservedConcurrency ?? unreservedProcesses);
  }

  /** One at a time: what comes up may be enough for all that wait. */
  #startFor(place: PromiseWithResolvers<Worker>): void {
    const at = this.#waiting.indexOf(place);
    if (at < 0 || this.#starting > 0 || !this.#mayStart()) return;
    this.#waiting.splice(at, 1);
    this.#start().then(place.resolve, place.reject);
  }

  #giveBack(worker: Worker): void {
    if (!worker.isAlive()) return;
    const next = this.#waiting.shift();
    if (next) next.resolve(worker);
    else this.#idle.push(worker);
  }

  async #start(): Promise<Worker> {
    this.#starting += 1;
    try {
      // A bundle that cannot start must not be started in a tight loop.
      if (this.#failedStarts > 0) await delay(Math.min(firstBackoffMs * 2 ** (this.#failedStarts - 1), maxBackoffMs));
      const worker = await startWorker(this.#options.worker);
      this.#failedStarts = 0;
      this.#all.add(worker);
      void worker.exited.then(() => this.#forget(worker));
      if (this.#stopped) worker.kill();
      this.#options.onChange();
      return worker;
    } catch (error) {
      if (error instanceof InitFailed) this.#failedStarts += 1;
      throw error;
    } finally {
      this.#starting -= 1;
    }
  }

  #forget(worker: Worker): void {
    this.#all.delete(worker);
    const at = this.#idle.indexOf(worker);
    if (at >= 0) this.#idle.splice(at, 1);
    this.#options.onChange();
    if (this.#stopped) return;
    const next = this.#waiting.shift();
    // Someone may wait for a process that is no more: start another for them, else keep one warm.
    if (next) void this.#start().then(next.resolve, next.reject);
    else if (this.#all.size + this.#starting === 0) void this.warm();
  }
}
