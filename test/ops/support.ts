import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

interface Given {
  env?: Record<string, string>;
  /** What is piped into it. */
  stdin?: string;
}

interface GivenTerminal extends Given {
  /** The folder that it runs in. */
  cwd?: string;
  /** Its stdout and stderr are a terminal of this width. */
  columns?: number;
}

/**
 * Only what every process has: nothing of the tests' own surroundings reaches a command. Compiling the command line takes longer
 * than most commands do, so it is kept, as bin/run keeps it.
 */
export const surroundings = {
  PATH: process.env['PATH'] ?? '',
  USER: 'ada',
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? '',
};

/** Processes that have loaded the command line and wait for a command. They end with the file of tests. */
const idle: ChildProcess[] = [];

/**
 * Runs a command in a process that may have run others before (test/ops/runner.ts).
 * @throws where `env` has what the command line reads as it is loaded: use `thankflowAlone`
 */
export async function thankflow(
  args: readonly string[],
  { env = {}, stdin = '', cwd, columns }: GivenTerminal = {},
): Promise<Ran> {
  if ('THANKFLOW_STAGE' in env) throw new Error('a process that runs several commands reads THANKFLOW_STAGE once');
  let runner = idle.pop();
  // One that has died while it waited.
  while (runner?.connected === false) runner = idle.pop();
  runner ??= fork('test/ops/runner.ts', { env: surroundings, stdio: ['ignore', 2, 2, 'ipc'] });
  runner.ref();
  runner.channel?.ref();
  runner.send({ args, env, stdin, cwd, columns });
  const ended = new AbortController();
  const { signal } = ended;
  const [ran] = await Promise.race([
    once(runner, 'message', { signal }),
    once(runner, 'exit', { signal }).then(([code]) => {
      throw new Error(`the process that ran "${args.join(' ')}" ended with ${code}`);
    }),
  ]);
  ended.abort();
  runner.unref();
  runner.channel?.unref();
  idle.push(runner);
  return ran as Ran;
}

/** Runs a command as its users do, in a process of its own. */
export function thankflowAlone(args: readonly string[], { env = {}, stdin = '' }: Given = {}): Promise<Ran> {
  const child = spawn(process.execPath, ['ops/thankflow.ts', ...args], { env: { ...surroundings, ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  // A command that reads no stdin may end before it is written.
  child.stdin.on('error', () => undefined).end(stdin);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** Writes a file of settings; `changes` replace text in it. */
export async function shopFile(changes: readonly [from: string, to: string][] = []): Promise<string> {
  const text = changes.reduce((source, [from, to]) => source.replace(from, to), goodFile);
  const file = join(await mkdtemp(join(tmpdir(), 'thankflow-shop-')), 'shop.yaml');
  await writeFile(file, text);
  return file;
}

const goodFile = `version: 1
shop: oak-shop
name: Oak & Ash
platform: standard
ordersPaidFrom: 2026-01-01
thanku:
  slug: oak-and-ash
  thankuOrderId: A-21-13
  cause: PlantTrees
  impact:
    per: 10
    currency: EUR
  orders:
    minimum: { amount: 20, currency: EUR }
  message:
    en: Thank you, {{customer.firstName|friend}}, for {{items.first.title|your order}}!
    de: Danke, {{customer.firstName|dir}}, für {{items.first.title|deine Bestellung}}!
thanx:
  credential: main
  merchantId: 0042
  currency: EUR
`;
