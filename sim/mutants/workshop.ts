import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planted, type Mutant } from './mutant.ts';

/** What came of simulating a mutant. */
export type Verdict =
  | { kind: 'found'; by: string; seed: string; cpuSeconds: string }
  | { kind: 'survived' }
  /** It does not even run: types or the first test would find it, so it says nothing about the simulator. */
  | { kind: 'crashed'; why: string };

/** All that a run of the simulator needs. */
const needed = ['functions', 'lib', 'sim', 'package.json'];
/** Always the same runs, so that two sweeps can be compared. */
const firstSeed = 1;
/** A mutant that runs for ever within one run is stopped by the operating system. */
const spareSeconds = 60;

/** A copy of the product, in which one mutant after the other is planted and simulated. */
export interface Workshop {
  /** @param seconds of processor time at most */
  simulate(mutant: Mutant, seconds: number): Promise<Verdict>;
  close(): Promise<void>;
}

/** @param root the repository's */
export async function openWorkshop(root: string): Promise<Workshop> {
  const folder = await mkdtemp(join(tmpdir(), 'thankflow-mutants-'));
  for (const name of needed) await cp(join(root, name), join(folder, name), { recursive: true });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  return {
    async simulate(mutant, seconds) {
      const path = join(folder, mutant.file);
      const sound = await readFile(path, 'utf8');
      await writeFile(path, planted(sound, mutant));
      try {
        return verdictOf(await simulator(folder, seconds));
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

function simulator(folder: string, seconds: number): Promise<Ended> {
  const limited = `ulimit -t ${seconds + spareSeconds}; exec "$@"`;
  const command = [process.execPath, 'sim/sim.ts', '--from', String(firstSeed), '--seconds', String(seconds)];
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', limited, 'sh', ...command], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    const ended: Ended = { code: null, out: '', errors: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (ended.out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (ended.errors += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ ...ended, code }));
  });
}

function verdictOf({ code, out, errors }: Ended): Verdict {
  if (code === 0) return { kind: 'survived' };
  if (code === null) return { kind: 'found', by: 'a run without an end', seed: '?', cpuSeconds: '?' };
  const [, by] = /^Broken: ([\w-]+)\./m.exec(out) ?? [];
  if (by === undefined) return { kind: 'crashed', why: /^\w*Error\b.*/m.exec(errors)?.[0] ?? errors.slice(-200) };
  const [, seed = '?'] = /--seed (\d+)/.exec(out) ?? [];
  const [, cpuSeconds = '?'] = /in ([\d.]+) s of processor time/.exec(out) ?? [];
  return { kind: 'found', by, seed, cpuSeconds };
}
