/**
 * Does work that Ctrl-C (or SIGTERM) asks to end in good order instead of breaking it off; the second time breaks it off.
 * An interrupted command ends with 130, as shells expect.
 * @param hint told once, when it is asked to end
 */
export async function interruptible<Result>(
  hint: string,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const interrupting = new AbortController();
  const interrupt = () => {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    process.stderr.write(`\n${hint}\n`);
    process.exitCode = 130;
    interrupting.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    return await work(interrupting.signal);
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}
