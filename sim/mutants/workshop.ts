import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { planted, type Mutant } from './mutant.ts';

/** What until-broken.ts prints: by which invariant it was stopped, if it was. */
const Simulated = z.object({ by: z.string().optional(), seed: z.number(), cpuSeconds: z.number() });
export type Simulated = z.infer<typeof Simulated>;

/** What came of simulating a mutant. */
export type MutantVerdict =
  | { kind: 'found'; by: string; seed: number; cpuSeconds: number }
  | { kind: 'killed'; byTests: number }
  | { kind: 'survived'; runs: number }
  /** One of its runs does not end. */
  | { kind: 'endless' }
  /** It throws where no code of ours catches it: it says nothing about the invariants. */
  | { kind: 'crashed'; why: string };

/** What `vitest --reporter=json` prints, as far as it says what failed. A file that cannot even be loaded has no failed test. */
const Tested = z.object({ numFailedTests: z.number(), success: z.boolean() });

/** All that a run of the simulator or of a unit test needs. */
const needed = [
  'functions',
  'lib',
  'sim',
  'ops',
  'infra',
  'local',
  'fuzz',
  'test',
  'docs',
  'package.json',
  'vitest.config.ts',
];
/** A mutant that runs for ever within one run is stopped by the operating system. */
const spareSeconds = 60;
const testSeconds = 60;

/** A copy of the product, in which one mutant after the other is planted and looked for. */
export interface Workshop {
  /**
   * Simulates it, or runs the unit tests that it names.
   * @param seconds of processor time at most
   */
  lookFor(mutant: Mutant, seconds: number): Promise<MutantVerdict>;
  /** Simulates the product as it is. */
  simulate(seconds: number): Promise<MutantVerdict>;
  /** Runs unit tests on the product as it is. */
  test(files: readonly string[]): Promise<MutantVerdict>;
  close(): Promise<void>;
}

/** @param root the repository's */
export async function openWorkshop(root: string): Promise<Workshop> {
  const folder = await mkdtemp(join(tmpdir(), 'thankflow-mutants-'));
  for (const name of needed) await cp(join(root, name), join(folder, name), { recursive: true });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  const simulate = async (seconds: number) =>
    verdictOf(await run(folder, seconds, ['sim/mutants/until-broken.ts', String(seconds)]));
  const test = async (files: readonly string[]): Promise<MutantVerdict> => {
    const report = join(folder, 'tested.json');
    await rm(report, { force: true });
    const options = ['--project', 'unit', '--reporter=json', `--outputFile=${report}`];
    const { code } = await run(folder, testSeconds, ['node_modules/vitest/vitest.mjs', 'run', ...options, ...files]);
    return code === null ? { kind: 'endless' } : verdictOfTests(await readFile(report, 'utf8'));
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

function verdictOf({ code, out, errors }: Ended): MutantVerdict {
  if (code === null) return { kind: 'endless' };
  if (code !== 0) return { kind: 'crashed', why: /^\w*Error\b.*/m.exec(errors)?.[0] ?? errors.slice(-200) };
  const { by, seed, cpuSeconds } = Simulated.parse(JSON.parse(out));
  return by === undefined ? { kind: 'survived', runs: seed - 1 } : { kind: 'found', by, seed, cpuSeconds };
}

function verdictOfTests(report: string): MutantVerdict {
  const { numFailedTests, success } = Tested.parse(JSON.parse(report));
  if (numFailedTests > 0) return { kind: 'killed', byTests: numFailedTests };
  return success ? { kind: 'survived', runs: 1 } : { kind: 'crashed', why: 'a file of tests cannot be loaded' };
}
