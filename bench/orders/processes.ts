import { existsSync, readFileSync } from 'node:fs';
import type { Stack } from '../../local/stack.ts';

/** What a stack's processes use. Linux only; `undefined` elsewhere. */
export interface Used {
  /** User and system time so far. */
  cpuMs: number | undefined;
  /** Resident memory. */
  megabytes: number | undefined;
}

const ticksPerSecond = 100;

/** The functions' processes. Those that have ended aren't counted. */
export function functionsUse(stack: Stack): Used {
  const all = Object.values(stack.endpoints().functions).flat().map(used);
  return { cpuMs: sum(all.map(({ cpuMs }) => cpuMs)), megabytes: sum(all.map(({ megabytes }) => megabytes)) };
}

/** This process: the stack's own servers, the sandboxes and the sender. */
export const stackUses = (): Used => used(process.pid);

function used(pid: number): Used {
  const stat = `/proc/${pid}/stat`;
  if (!existsSync(stat)) return { cpuMs: undefined, megabytes: undefined };
  // @see proc_pid_stat(5): fields 14 and 15, counted after the name in brackets.
  const fields = readFileSync(stat, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  const resident = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return {
    cpuMs: ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond,
    megabytes: Number(resident) / 1024,
  };
}

const sum = (values: readonly (number | undefined)[]): number | undefined =>
  values.reduce<number | undefined>(
    (total, value) => (total === undefined || value === undefined ? undefined : total + value),
    0,
  );

export const inMegabytes = ({ megabytes }: Used): string => megabytes?.toFixed(0) ?? 'unknown';

/** Processor time per order, ms. */
export const cpuMs = (before: Used, after: Used, orders: number): number | undefined =>
  before.cpuMs === undefined || after.cpuMs === undefined
    ? undefined
    : Number(((after.cpuMs - before.cpuMs) / orders).toFixed(1));
