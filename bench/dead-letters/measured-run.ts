import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { medianOf } from '../../sim/kernel/measure.ts';
import { sampleEvery } from '../../soak/memory.ts';
import { processTree } from '../../soak/processes.ts';

interface MeasuredRun {
  seconds: number;
  exitCode: unknown;
  /** Medians of the second and of the last fifth of the time: similar if memory doesn't grow. */
  earlyMb: number;
  lateMb: number;
  maxMb: number;
}

const everyMs = 500;

/** Runs a thankflow command in its own process, and samples its resident memory. */
export async function measuredRun(args: readonly string[], localDir: string): Promise<MeasuredRun> {
  const startedAtMs = performance.now();
  const env = { ...process.env, LOCAL_DIR: localDir };
  const child = spawn(process.execPath, ['ops/thankflow.ts', ...args], { env, stdio: 'ignore' });
  const memory = sampleEvery(everyMs, async () => (await processTree(child.pid ?? 0))[0]?.memoryMb ?? 0);
  const [exitCode] = await once(child, 'close');
  const samples = await memory.stop();
  return {
    seconds: (performance.now() - startedAtMs) / 1000,
    exitCode,
    earlyMb: Math.round(medianOf(samples, 0.2, 0.4)),
    lateMb: Math.round(medianOf(samples, 0.8)),
    maxMb: Math.round(Math.max(0, ...samples)),
  };
}
