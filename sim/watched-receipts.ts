import type { Verdict } from '../lib/queue/consume.ts';

/** The longest time that a worker takes for a receipt. */
const loyaltyMs = 60_000;

/** Records which workers are working on a receipt. */
export function watchReceipts(nowMs: () => number) {
  /** When each worker began that may still be working on a receipt, by pid. */
  const begun = new Map<string, { begunMs: number }[]>();
  return {
    /** When the first worker began that may still be working on an order's receipt. */
    begunMs: (pid: string): number =>
      Math.min(
        ...(begun.get(pid) ?? []).map(({ begunMs }) => begunMs).filter((begunMs) => begunMs > nowMs() - loyaltyMs),
      ),
    async during(pid: string, work: () => Promise<Verdict>): Promise<Verdict> {
      // A batch may have two messages about one receipt. Each has its own beginning and end.
      const mine = { begunMs: nowMs() };
      begun.set(pid, [...(begun.get(pid) ?? []), mine]);
      const verdict = await work();
      begun.set(
        pid,
        (begun.get(pid) ?? []).filter((one) => one !== mine),
      );
      return verdict;
    },
  };
}
