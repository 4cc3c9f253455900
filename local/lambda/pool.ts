import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { InvokeResult } from './runtime-api.ts';
import { InitFailed, startWorker, type Worker, type WorkerOptions } from './worker.ts';

/** The most processes of a function without reserved concurrency. More would only slow each other down; further invocations wait. */
const unreservedProcesses = Math.max(3, availableParallelism());
/** How long a patient pool waits for a busy process before it starts another, which takes longer than most invocations. */
const patienceMs = 500;
const firstBackoffMs = 100;
const maxBackoffMs = 5000;

export interface PoolOptions {
  worker: WorkerOptions;
  reservedConcurrency?: number;
  /** Whether to wait a moment for a busy process before starting another. Lambda starts one immediately. */
  patient: boolean;
  /** Called when the set of process IDs has changed. */
  onChange: () => void;
}

/** A function's execution environments. They are started on demand, kept warm, and replaced when they end. */
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

  /** Runs the function once. Returns `throttled`, without running it, if reserved concurrency is used up. */
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

  /** Starts a worker in advance. If that fails, the first invocation reports it. */
  async warm(): Promise<void> {
    try {
      this.#giveBack(await this.#start());
    } catch (error) {
      if (!(error instanceof InitFailed)) throw error;
    }
  }

  /** Waits up to `graceMs` for running invocations, then ends all processes. */
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

  /** Starts one worker at a time, because one may be enough for all waiting invocations. */
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
      // A broken bundle must not be restarted in a tight loop.
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
    // Replace the process for a waiting invocation. If there is none, keep at least one process warm.
    if (next) void this.#start().then(next.resolve, next.reject);
    else if (this.#all.size + this.#starting === 0) void this.warm();
  }
}
