import { readEndpoints, type Endpoints } from '../lib/local-stack/endpoints.ts';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import { removeEndpoints } from '../local/endpoints.ts';
import type { AwsFault } from '../local/http/fault-proxy.ts';
import type { FaultyService } from '../local/iam/aws-call.ts';
import { until } from './patience.ts';
import { signal, stillFunctions } from './processes.ts';

interface SoakStackOptions {
  folder: string;
  thankuUrl: string;
  thanxUrl: string;
  /** The queues' visibility timeout. Default: the template's. */
  visibilitySeconds?: number;
}

/** How the stack behaves until its next start. */
export interface Manners {
  /** Lambda freezes functions between invocations. */
  freezeIdle: boolean;
  /** SQS delivers each batch twice. */
  deliverTwice: boolean;
}

const wellBehaved: Manners = { freezeIdle: false, deliverTwice: false };

const entry = join(import.meta.dirname, 'stack-process.ts');

/** The local stack in its own process, which can be killed and restarted on the same folder. */
export class SoakStack {
  readonly #options: SoakStackOptions;
  #process: ChildProcess | undefined;
  #port = 0;
  /** The IDs of all processes of functions that were ever listed. */
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
    // So that webhook URLs stay the same.
    this.#port = Number(new URL(api).port);
  }

  /** Waits until the stack is ready. */
  endpoints(): Promise<Endpoints> {
    return until('the stack is ready', () => {
      if (!this.#isRunning()) throw new Error('the stack has ended: soak-stack.log says why');
      const endpoints = readEndpoints(this.#options.folder);
      for (const pid of Object.values(endpoints.functions).flat()) this.#functions.add(pid);
      return endpoints;
    });
  }

  /**
   * Sends SIGKILL, as if the machine failed, and starts the stack again on the same folder. Without `functions`, their processes notice by
   * themselves that it is gone.
   */
  restart({ functions, manners }: { functions: boolean; manners?: Manners }): Promise<void> {
    const turn = this.#restarting.then(async () => {
      await this.kill();
      if (functions) await this.killFunctions();
      await this.start(manners);
    });
    // The caller hears of a failure. The next restart tries again.
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
    removeEndpoints(this.#options.folder);
  }

  /** Kills every process of a function that was ever started. */
  async killFunctions(): Promise<void> {
    for (const pid of await stillFunctions(this.#functions)) signal(pid, 'SIGKILL');
  }

  /** All processes of functions. */
  async functions(): Promise<{ name: string; pid: number }[]> {
    const { functions } = await this.endpoints();
    return Object.entries(functions).flatMap(([name, pids]) => pids.map((pid) => ({ name, pid })));
  }

  /** Makes an AWS service fail for the functions, or work again. A restart removes all faults. */
  async setFault(service: FaultyService, fault: AwsFault | undefined): Promise<void> {
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
