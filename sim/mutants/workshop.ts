import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { planted, type Mutant } from './mutant.ts';

/** What until-broken.ts prints: the invariant that was broken, if any. */
const Simulated = z.object({ by: z.string().optional(), seed: z.number(), cpuSeconds: z.number() });
export type Simulated = z.infer<typeof Simulated>;

/** Whether a mutant was found. */
export type MutantResult =
  | { kind: 'found'; by: string; seed: number; cpuSeconds: number }
  | { kind: 'killed'; byTests: number }
  | { kind: 'survived'; runs: number }
  /** One of its runs doesn't end. */
  | { kind: 'endless' }
  /** It throws an error that nothing catches, which says nothing about the invariants. */
  | { kind: 'crashed'; why: string };

/** The part of `vitest --reporter=json` that says what failed. A file that can't be loaded has no failed test. */
const Tested = z.object({ numFailedTests: z.number(), success: z.boolean() });

/** Everything that the simulator and the unit tests need. */
const needed = 'functions lib sim ops infra local fuzz test docs package.json vitest.config.ts'.split(' ');
/** The operating system ends an endless run this much later. */
const spareSeconds = 60;
const testSeconds = 60;

/** A copy of the product, in which mutants are planted one at a time. */
export interface Workshop {
  /**
   * Simulates the mutant, or runs the unit tests that it names.
   * @param seconds the most processor time
   */
  lookFor(mutant: Mutant, seconds: number): Promise<MutantResult>;
  /** Simulates the product without a mutant. */
  simulate(seconds: number): Promise<MutantResult>;
  /** Runs unit tests on the product without a mutant. */
  test(files: readonly string[]): Promise<MutantResult>;
  close(): Promise<void>;
}

/** @param root the repository's folder */
export async function openWorkshop(root: string): Promise<Workshop> {
  const folder = await mkdtemp(join(tmpdir(), 'thankflow-mutants-'));
  for (const name of needed) await cp(join(root, name), join(folder, name), { recursive: true });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  const simulate = async (seconds: number) =>
    resultOf(await run(folder, seconds, ['sim/mutants/until-broken.ts', String(seconds)]));
  const test = async (files: readonly string[]): Promise<MutantResult> => {
    const report = join(folder, 'tested.json');
    await rm(report, { force: true });
    const options = ['--project', 'unit', '--reporter=json', `--outputFile=${report}`];
    const { code } = await run(folder, testSeconds, ['node_modules/vitest/vitest.mjs', 'run', ...options, ...files]);
    return code === null ? { kind: 'endless' } : resultOfTests(await readFile(report, 'utf8'));
  };
  return {
    simulate,
    test,
    async lookFor(mutant, seconds) {
      const path = join(folder, mutant.file);
      const sound = await readFile(path, 'utf8');
      await writeFile(path, planted(sound, mutant));
      try {
        return await (mutant.killedBy === undefined ? simulate(seconds) : test(mutant.killedBy));
      } finally {
        await writeFile(path, sound);
      }
    },
    close: () => rm(folder, { recursive: true }),
  };
}

interface Ended {
  code: number | null;
  out: string;
  errors: string;
}

/** Runs Node.js in the copy. */
function run(folder: string, seconds: number, args: readonly string[]): Promise<Ended> {
  const limited = `ulimit -t ${seconds + spareSeconds}; exec "$@"`;
  const command = [process.execPath, ...args];
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', limited, 'sh', ...command], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    const ended: Ended = { code: null, out: '', errors: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (ended.out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (ended.errors += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ ...ended, code }));
  });
}

function resultOf({ code, out, errors }: Ended): MutantResult {
  if (code === null) return { kind: 'endless' };
  if (code !== 0) return { kind: 'crashed', why: /^\w*Error\b.*/m.exec(errors)?.[0] ?? errors.slice(-200) };
  const { by, seed, cpuSeconds } = Simulated.parse(JSON.parse(out));
  return by === undefined ? { kind: 'survived', runs: seed - 1 } : { kind: 'found', by, seed, cpuSeconds };
}

function resultOfTests(report: string): MutantResult {
  const { numFailedTests, success } = Tested.parse(JSON.parse(report));
  if (numFailedTests > 0) return { kind: 'killed', byTests: numFailedTests };
  return success ? { kind: 'survived', runs: 1 } : { kind: 'crashed', why: 'a test file can’t be loaded' };
}
