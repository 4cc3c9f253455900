import { exitCodeOf, signals, type Signal } from '../../lib/signals.ts';

/** One Ctrl-C may come twice: from the terminal, and passed on by whatever started this. */
const sameSignalMs = 300;

/** Asks what runs to end in good order. */
let ask: (() => void) | undefined;
/** Puts the terminal in order: progress bars, a screen of its own. */
const screens = new Set<() => void>();
let last: { signal: Signal; atMs: number } | undefined;

/** The exit code of a command that was asked to end; `undefined`: nobody asked. */
export const interruptedCode = (): number | undefined => last && exitCodeOf(last.signal);

/** From now on a signal ends this process with the exit code for it, and leaves no half line on the terminal. */
export function exitOnSignals(): void {
  for (const signal of signals) process.on(signal, () => interrupt(signal));
}

/** What a signal does; also called for a Ctrl-C that a prompt has read as a key. */
export function interrupt(signal: Signal): void {
  const atMs = Date.now();
  if (last?.signal === signal && atMs - last.atMs < sameSignalMs) return;
  last = { signal, atMs };
  // The terminal may be gone: what is written to it then is lost, and must not break off what is put in order.
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

/** Puts the terminal in order when a signal comes. Returns what takes that back. */
export const restoringScreen = (restore: () => void): (() => void) => {
  screens.add(restore);
  return () => void screens.delete(restore);
};

/**
 * Does work that a signal asks to end in good order instead of breaking it off; the second time breaks it off.
 * @param hint said once, when it is asked to end
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
