import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import { type Endpoints, readEndpoints } from '../lib/local-stack/endpoints.ts';
import { removeEndpoints } from '../local/endpoints.ts';
import type { Fault } from '../local/http/fault-proxy.ts';
import type { FaultyService } from '../local/iam/aws-call.ts';
import { until } from './patience.ts';
import { signal, stillFunctions } from './processes.ts';

export interface SoakStackOptions {
  /** Where its data is. */
  folder: string;
  thankuUrl: string;
  thanxUrl: string;
  /** Of its queues. Default: the template's. */
  visibilitySeconds?: number;
}

/** How the stack behaves until it is started again. */
export interface Manners {
  /** Lambda freezes functions between invocations. */
  freezeIdle: boolean;
  /** SQS delivers each batch twice. */
  deliverTwice: boolean;
}

const wellBehaved: Manners = { freezeIdle: false, deliverTwice: false };

const entry = join(import.meta.dirname, 'stack-process.ts');

/** The local stack in a process of its own that is killed and started again on the same folder. */
export class SoakStack {
  readonly #options: SoakStackOptions;
  #process: ChildProcess | undefined;
  #port = 0;
  /** Every process of a function that was seen. */
  readonly #functions = new Set<number>();
  #restarting = Promise.resolve();

  constructor(options: SoakStackOptions) {
    this.#options = options;
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  async start(manners: Manners = wellBehaved): Promise<void> {
    const { folder, ...options } = this.#options;
    const given = { ...options, ...manners, localDir: folder, port: this.#port };
    const log = openSync(join(folder, 'soak-stack.log'), 'a');
    this.#process = spawn(process.execPath, [...process.execArgv, entry, JSON.stringify(given)], {
      stdio: ['pipe', log, log],
    });
    closeSync(log);
    const { api } = await this.endpoints();
    // Webhook URLs stay what they are.
    this.#port = Number(new URL(api).port);
  }

  /** Where it is; waits while it starts. */
  endpoints(): Promise<Endpoints> {
    return until('the stack is ready', () => {
      if (!this.#isRunning()) throw new Error('the stack has ended: soak-stack.log says why');
      const endpoints = readEndpoints(this.#options.folder);
      for (const pid of Object.values(endpoints.functions).flat()) this.#functions.add(pid);
      return endpoints;
    });
  }

  /**
   * SIGKILL, as when a machine fails, and its start on the same folder. Without `functions`, their processes find out by themselves
   * that it is gone.
   */
  restart({ functions, manners }: { functions: boolean; manners?: Manners }): Promise<void> {
    const turn = this.#restarting.then(async () => {
      await this.kill();
      if (functions) await this.killFunctions();
      await this.start(manners);
    });
    // Whoever asked hears of a failure; the next one tries again.
    this.#restarting = turn.catch(() => undefined);
    return turn;
  }

  async kill(): Promise<void> {
    if (this.#isRunning()) await this.endpoints();
    const killed = this.#process;
    if (killed !== undefined && this.#isRunning()) {
      const gone = once(killed, 'exit');
      killed.kill('SIGKILL');
      await gone;
    }
    // What it names is gone.
    removeEndpoints(this.#options.folder);
  }

  /** Ends every process of a function that ever ran. */
  async killFunctions(): Promise<void> {
    for (const pid of await stillFunctions(this.#functions)) signal(pid, 'SIGKILL');
  }

  /** The process ids of a function's processes, or of all functions. */
  async functions(): Promise<{ name: string; pid: number }[]> {
    const { functions } = await this.endpoints();
    return Object.entries(functions).flatMap(([name, pids]) => pids.map((pid) => ({ name, pid })));
  }

  /** Has an AWS endpoint fail for the functions, or work again. A stack that is started anew has no faults. */
  async setFault(service: FaultyService, fault: Fault | undefined): Promise<void> {
    await until(`a fault of ${service} is set`, async () => {
      const { faults } = await this.endpoints();
      const body = fault === undefined ? {} : { body: JSON.stringify(fault) };
      const response = await fetch(`${faults}/${service}`, { method: fault === undefined ? 'DELETE' : 'PUT', ...body });
      if (response.status === 400) throw new Error(await response.text());
      return response.ok;
    });
  }

  #isRunning(): boolean {
    return this.#process?.exitCode === null && this.#process.signalCode === null;
  }
}
