import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setInterval } from 'node:timers/promises';

/** A command's time, and its resident memory while it ran. */
export interface MeasuredRun {
  seconds: number;
  exitCode: number | null;
  /** The median of the second and of the last fifth of its time: alike if its memory does not grow. */
  earlyMb: number;
  lateMb: number;
  mostMb: number;
}

const everyMs = 250;

/** Runs the command line in a process of its own and watches its memory. Needs Linux's /proc. */
export async function measuredRun(args: readonly string[], localDir: string): Promise<MeasuredRun> {
  const startedAtMs = performance.now();
  const child = spawn(process.execPath, ['ops/thankflow.ts', ...args], {
    env: { ...process.env, LOCAL_DIR: localDir },
    stdio: 'ignore',
  });
  const samples: number[] = [];
  const watching = new AbortController();
  const watched = (async () => {
    for await (const _ of setInterval(everyMs, undefined, { signal: watching.signal })) {
      const mb = await residentMb(child.pid);
      if (mb !== undefined) samples.push(mb);
    }
  })().catch((error: unknown) => {
    if (!watching.signal.aborted) throw error;
  });
  const exitCode = await new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  watching.abort();
  await watched;
  const seconds = (performance.now() - startedAtMs) / 1000;
  const part = (from: number, to: number) =>
    median(samples.slice(Math.floor(samples.length * from), Math.ceil(samples.length * to)));
  return { seconds, exitCode, earlyMb: part(0.2, 0.4), lateMb: part(0.8, 1), mostMb: Math.max(0, ...samples) };
}

async function residentMb(pid: number | undefined): Promise<number | undefined> {
  try {
    const [, kb] = /VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kb === undefined ? undefined : Math.round(Number(kb) / 1024);
  } catch (error) {
    // It has ended meanwhile.
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return undefined;
    throw error;
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
