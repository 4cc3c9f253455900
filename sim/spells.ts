/** Since when something has been so, and when it ended, by key. All times are true ones, epoch ms. */
export function spells(nowMs: () => number) {
  const since = new Map<string, number>();
  const ended = new Map<string, number>();
  return {
    since: (key: string) => since.get(key),
    /** When it last ended; 0: never. */
    endedMs: (key: string) => ended.get(key) ?? 0,
    /** Everything has ended. */
    endAll(): void {
      for (const key of since.keys()) ended.set(key, nowMs());
      since.clear();
    },
    is(key: string, isSo: boolean): void {
      if (!isSo && since.delete(key)) ended.set(key, nowMs());
      if (isSo && !since.has(key)) since.set(key, nowMs());
    },
  };
}
