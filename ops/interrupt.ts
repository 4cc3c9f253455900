/** Ctrl-C, `kill`, and a terminal that is closed. */
export const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How an interrupted command ends, as shells expect. */
export const interruptedCode = 130;

/**
 * Does work that Ctrl-C (or SIGTERM, or a closed terminal) asks to end in good order instead of breaking it off; the second time breaks it off.
 * @param hint told once, when it is asked to end
 */
export async function interruptible<Result>(
  hint: string,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const interrupting = new AbortController();
  const interrupt = () => {
    for (const name of endingSignals) process.off(name, interrupt);
    process.stderr.write(`\n${hint}\n`);
    process.exitCode = interruptedCode;
    interrupting.abort();
  };
  for (const name of endingSignals) process.on(name, interrupt);
  try {
    return await work(interrupting.signal);
  } finally {
    for (const name of endingSignals) process.off(name, interrupt);
  }
}
