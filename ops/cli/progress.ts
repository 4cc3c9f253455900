import { exitCodeOf, signals, type Signal } from '../../lib/signals.ts';
import progressBars from 'cli-progress';

/** One Ctrl-C may arrive twice: from the terminal, and from the process that started this one. */
const sameSignalMs = 300;

/** Asks the running work to finish. */
let ask: (() => void) | undefined;
/** Restore the terminal: progress bars, the second screen. */
const screens = new Set<() => void>();
let last: { signal: Signal; atMs: number } | undefined;

/** The exit code of an interrupted command; `undefined`: it wasn't interrupted. */
export const interruptedCode = (): number | undefined => last && exitCodeOf(last.signal);

/** From now on, a signal ends this process with its exit code, and the terminal is left clean. */
export function exitOnSignals(): void {
  for (const signal of signals) process.on(signal, () => interrupt(signal));
}

/** Handles a signal; also a Ctrl-C that a prompt has read as a key. */
export function interrupt(signal: Signal): void {
  const atMs = Date.now();
  if (last?.signal === signal && atMs - last.atMs < sameSignalMs) return;
  last = { signal, atMs };
  // The terminal may be gone. Failing to write to it must not stop the cleanup.
  if (signal === 'SIGHUP') for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const hadScreen = screens.size > 0;
  for (const restore of screens) restore();
  screens.clear();
  if (ask !== undefined) {
    const asking = ask;
    ask = undefined;
    return asking();
  }
  if (!hadScreen && process.stderr.isTTY) process.stderr.write('\n');
  process.exit(exitCodeOf(signal));
}

/** Restores the terminal when a signal comes. Returns a function that undoes this. */
export const restoringScreen = (restore: () => void): (() => void) => {
  screens.add(restore);
  return () => void screens.delete(restore);
};

/**
 * Does work that a first signal aborts, so that it can finish cleanly; a second signal ends the process.
 * @param hint printed at the first signal
 */
export async function interruptible<Result>(
  hint: string,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const ending = new AbortController();
  const asking = () => {
    process.stderr.write(`${process.stderr.isTTY ? '\n' : ''}${hint}\n`);
    ending.abort();
  };
  ask = asking;
  try {
    return await work(ending.signal);
  } finally {
    if (ask === asking) ask = undefined;
  }
}

/** A progress bar on stderr, if that is a terminal. */
export interface Progress {
  /** @param total if it has just become known, or has changed */
  advance(count?: number, total?: number): void;
  stop(): void;
}

/** `title  ████░░░ 120/1000 | 4s`; `title 120` while the total is unknown. Silent unless stderr is a terminal. */
export function progress(title: string, total: number): Progress {
  if (!process.stderr.isTTY) return { advance: () => undefined, stop: () => undefined };
  const bar = new progressBars.SingleBar(
    {
      format: (options, params, payload) => {
        const known = params.total > 0 && params.value <= params.total;
        const format = known ? `${title} {bar} {value}/{total} | {eta_formatted}` : `${title} {value}`;
        return progressBars.Format.Formatter({ ...options, format }, params, payload);
      },
      stream: process.stderr,
      clearOnComplete: true,
      // It would handle only the first Ctrl-C, and not set the exit code.
      gracefulExit: false,
      etaBuffer: 100,
    },
    progressBars.Presets.shades_classic,
  );
  bar.start(total, 0);
  const stopped = restoringScreen(() => bar.stop());
  return {
    advance(count = 1, newTotal) {
      if (newTotal !== undefined) bar.setTotal(newTotal);
      bar.increment(count);
    },
    stop: () => {
      stopped();
      bar.stop();
    },
  };
}
