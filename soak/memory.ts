import { setInterval } from 'node:timers/promises';
import { medianOf } from '../sim/kernel/measure.ts';
import { processTree, type Process } from './processes.ts';

/** Listing all processes takes processor time. */
const everyMs = 4000;

/** MB. */
export interface Memory {
  start: number;
  middle: number;
  end: number;
  max: number;
}

/** Of this process and its descendants, and of groups of them. */
export type Memories = Record<'all' | 'functions' | 'stack' | 'partners' | 'soak', Memory>;

/** Takes samples until `stop`, which returns them. */
export function sampleEvery<Sample>(
  intervalMs: number,
  sample: () => Promise<Sample>,
): { stop(): Promise<readonly Sample[]> } {
  const samples: Sample[] = [];
  const stopping = new AbortController();
  const sampling = (async () => {
    for await (const _ of setInterval(intervalMs, undefined, { signal: stopping.signal })) samples.push(await sample());
  })().catch((error: unknown) => {
    if (!stopping.signal.aborted) throw error;
  });
  return {
    async stop() {
      stopping.abort();
      await sampling;
      return samples;
    },
  };
}

/** Samples the memory of the process tree. `start`, `middle` and `end` are medians of the first, middle and last tenth of the samples. */
export function watchMemory(): { stop(): Promise<Memories> } {
  const watching = sampleEvery(everyMs, () => processTree(process.pid));
  return {
    async stop() {
      const samples = await watching.stop();
      const runs = (text: string) => memoryOf(samples, ({ command }) => command.includes(text));
      return {
        all: memoryOf(samples, () => true),
        functions: runs('aws-lambda-ric'),
        stack: runs('stack-process.ts'),
        partners: runs('partners-process.ts'),
        soak: memoryOf(samples, ({ pid }) => pid === process.pid),
      };
    },
  };
}

function memoryOf(samples: readonly Process[][], isMeant: (one: Process) => boolean): Memory {
  const sums = samples.map((tree) => tree.filter(isMeant).reduce((sum, { memoryMb }) => sum + memoryMb, 0));
  return {
    start: Math.round(medianOf(sums, 0, 0.1)),
    middle: Math.round(medianOf(sums, 0.45, 0.55)),
    end: Math.round(medianOf(sums, 0.9)),
    max: Math.round(Math.max(0, ...sums)),
  };
}
