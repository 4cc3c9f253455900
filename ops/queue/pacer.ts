/** Resolves for one caller at a time, evenly, at a given rate per second. Doesn't catch up after a delay. */
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
