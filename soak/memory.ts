import { setInterval } from 'node:timers/promises';
import { processTree } from './processes.ts';

const everyMs = 2000;

/** What this process and all that it started take of the memory, MB. */
export interface Memory {
  start: number;
  middle: number;
  end: number;
  most: number;
}

/** Watches the memory of the whole process tree. Each figure is a median, as processes come and go: of the first, middle and last tenth. */
export function watchMemory(): { stop(): Promise<Memory> } {
  const samples: number[] = [];
  const watching = new AbortController();
  const watched = (async () => {
    for await (const _ of setInterval(everyMs, undefined, { signal: watching.signal })) {
      const tree = await processTree(process.pid);
      samples.push(tree.reduce((sum, { memoryMb }) => sum + memoryMb, 0));
    }
  })().catch((error: unknown) => {
    if (!watching.signal.aborted) throw error;
  });
  return {
    async stop() {
      watching.abort();
      await watched;
      return memoryOf(samples);
    },
  };
}

function memoryOf(samples: readonly number[]): Memory {
  const median = (from: number, to: number) => {
    const some = samples.slice(Math.floor(samples.length * from), Math.ceil(samples.length * to));
    return Math.round(some.toSorted((one, other) => one - other)[Math.floor(some.length / 2)] ?? 0);
  };
  return {
    start: median(0, 0.1),
    middle: median(0.45, 0.55),
    end: median(0.9, 1),
    most: Math.round(Math.max(0, ...samples)),
  };
}
