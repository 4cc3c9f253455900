/** Resolves for each caller in turn, so many times a second, evenly. What was late is not made up for. */
export function pacer(
  { now, sleep }: { now(): number; sleep(ms: number, signal?: AbortSignal): Promise<unknown> },
  perSecond: number,
  signal?: AbortSignal,
): () => Promise<void> {
  let nextMs = 0;
  return async () => {
    const nowMs = now();
    const atMs = Math.max(nowMs, nextMs);
    nextMs = atMs + 1000 / perSecond;
    if (atMs > nowMs) await sleep(atMs - nowMs, signal);
  };
}
