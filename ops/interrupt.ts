const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Does work that Ctrl-C (or SIGTERM, or a closed terminal) asks to end in good order instead of breaking it off; the second time breaks it off.
 * An interrupted command ends with 130, as shells expect.
 * @param hint told once, when it is asked to end
 */
export async function interruptible<Result>(
  hint: string,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const interrupting = new AbortController();
  const interrupt = () => {
    for (const name of signals) process.off(name, interrupt);
    process.stderr.write(`\n${hint}\n`);
    process.exitCode = 130;
    interrupting.abort();
  };
  for (const name of signals) process.on(name, interrupt);
  try {
    return await work(interrupting.signal);
  } finally {
    for (const name of signals) process.off(name, interrupt);
  }
}
