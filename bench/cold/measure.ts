import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import * as z from 'zod';

const Cost = z.object({ cpuMs: z.number(), wallMs: z.number() });
export type Cost = z.infer<typeof Cost>;

/** One start: loading the handler, its first answer, and both. */
const Start = z.object({ init: Cost, first: Cost, total: Cost, answer: z.string().optional() });
export type Start = z.infer<typeof Start>;

/** Starts a function in a new process, without Node.js's compile cache, which Lambda doesn't have. */
export async function measureStart(
  runner: string,
  entry: string,
  eventFile: string,
  env: Record<string, string>,
): Promise<Start> {
  const child = spawn(process.execPath, [runner, entry, eventFile], {
    env: { ...env, NODE_DISABLE_COMPILE_CACHE: '1' },
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  const result = child.stdio[3];
  if (!(result instanceof Readable)) throw new Error('the process has no pipe');
  return Start.parse(JSON.parse(await text(result)));
}

/** The median. */
export const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** The medians of one phase of many starts. */
export const median = (starts: readonly Start[], phase: 'init' | 'first' | 'total'): Cost => ({
  cpuMs: middle(starts.map((start) => start[phase].cpuMs)),
  wallMs: middle(starts.map((start) => start[phase].wallMs)),
});
