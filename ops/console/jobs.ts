import { randomUUID } from 'node:crypto';
import { LruMap } from '../../lib/lru-map.ts';
import type { Advanced } from '../cli/progress.ts';
import { runCommand, thankflow } from '../cli/run-command.ts';
import type { Invocation } from '../stuck/invocation.ts';

/** A command that was started by a button. */
export interface Job extends Invocation {
  id: string;
  /** What the command printed so far. Of very much, the end. */
  lines: string[];
  /** How far it said it is, last. */
  progress?: Advanced;
  /** `undefined` while it runs. */
  exitCode?: number;
}

export interface Jobs {
  /** Starts a command, unless the very same one runs: a button may be pressed twice. @param input its stdin, which is never logged */
  start(invocation: Invocation, more?: { why?: string; input?: string }): Job;
  /** Runs a command that changes nothing, to its end. */
  preview(invocation: Invocation): Promise<Job>;
  get(id: string): Job | undefined;
  /** Asks running commands to finish, as Ctrl-C does, and waits until they have. */
  stop(): Promise<void>;
}

const maxLines = 2000;
const leftOut = '… (there were more lines before these)';
const remembered = 200;

/**
 * Runs commands as processes of their own, so that a button does exactly what the command does in a terminal: the same checks, words and entries of the
 * audit trail.
 */
export function jobsOn(stage: string, environment: NodeJS.ProcessEnv, program = thankflow): Jobs {
  const jobs = new LruMap<Job>(remembered);
  const running = new Map<string, { job: Job; ended: Promise<Job>; interrupt(): void }>();
  const run = (invocation: Invocation, more: readonly string[], input: string) => {
    const asked = JSON.stringify([invocation.words, more, input]);
    const same = running.get(asked);
    if (same !== undefined) return same;
    const job: Job = { ...invocation, id: randomUUID(), lines: [] };
    const { ended, interrupt } = runCommand([...invocation.words, '--stage', stage, ...more], {
      environment,
      input,
      program,
      onLine: (line) => {
        job.lines.push(line);
        // What the command concludes is in its last ones.
        if (job.lines.length > maxLines) job.lines.splice(0, 1 + job.lines.length - maxLines, leftOut);
      },
      onProgress: (progress) => (job.progress = progress),
    });
    const over = ended.then((exitCode) => {
      running.delete(asked);
      job.exitCode = exitCode;
      return job;
    });
    const started = { job, ended: over, interrupt };
    jobs.set(job.id, job);
    running.set(asked, started);
    return started;
  };
  return {
    start(invocation, { why = '', input = '' } = {}) {
      const { readsOnly, asksForYes } = invocation.runnable;
      const yes = asksForYes === true && !invocation.words.includes('--yes') ? ['--yes'] : [];
      const note = readsOnly === true || why === '' ? [] : [`--why=${why}`];
      return run(invocation, [...yes, ...note], input).job;
    },
    preview: async (invocation) =>
      await run({ ...invocation, words: invocation.words.filter((word) => word !== '--yes') }, [], '').ended,
    get: (id) => jobs.get(id),
    stop: async () => {
      const all = [...running.values()];
      for (const { interrupt } of all) interrupt();
      await Promise.all(all.map(({ ended }) => ended));
    },
  };
}
