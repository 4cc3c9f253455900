import { setInterval } from 'node:timers/promises';
import { processTree, type Process } from './processes.ts';

/** To list all processes costs some of the processor. */
const everyMs = 4000;

/** What processes take of the memory, MB. */
export interface Memory {
  start: number;
  middle: number;
  end: number;
  most: number;
}

/** Of this process and all that it started, and whose it is. */
export interface Memories {
  all: Memory;
  functions: Memory;
  stack: Memory;
  partners: Memory;
  soak: Memory;
}

/** Watches the memory of the whole process tree. Each figure is a median, as processes come and go: of the first, middle and last tenth. */
export function watchMemory(): { stop(): Promise<Memories> } {
  const samples: Process[][] = [];
  const watching = new AbortController();
  const watched = (async () => {
    for await (const _ of setInterval(everyMs, undefined, { signal: watching.signal })) {
      samples.push(await processTree(process.pid));
    }
  })().catch((error: unknown) => {
    if (!watching.signal.aborted) throw error;
  });
  return {
    async stop() {
      watching.abort();
      await watched;
      return {
        all: memoryOf(samples, () => true),
        functions: memoryOf(samples, ({ command }) => command.includes('aws-lambda-ric')),
        stack: memoryOf(samples, ({ command }) => command.includes('stack-process.ts')),
        partners: memoryOf(samples, ({ command }) => command.includes('partners-process.ts')),
        soak: memoryOf(samples, ({ pid }) => pid === process.pid),
      };
    },
  };
}

function memoryOf(samples: readonly Process[][], isMeant: (one: Process) => boolean): Memory {
  const sums = samples.map((tree) => tree.filter(isMeant).reduce((sum, { memoryMb }) => sum + memoryMb, 0));
  const median = (from: number, to: number) => {
    const some = sums.slice(Math.floor(sums.length * from), Math.ceil(sums.length * to));
    return Math.round(some.toSorted((one, other) => one - other)[Math.floor(some.length / 2)] ?? 0);
  };
  return {
    start: median(0, 0.1),
    middle: median(0.45, 0.55),
    end: median(0.9, 1),
    most: Math.round(Math.max(0, ...sums)),
  };
}
