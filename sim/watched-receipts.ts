import type { Verdict } from '../lib/queue/consume.ts';

/** Nobody works on a receipt for longer. */
const loyaltyMs = 60_000;

/** Notes who is at a receipt. */
export function watchReceipts(nowMs: () => number) {
  /** When the workers began that may be at an order's receipt, by pid. */
  const begun = new Map<string, { begunMs: number }[]>();
  return {
    /** When the first of those began that may be at an order's receipt. */
    begunMs: (pid: string): number =>
      Math.min(
        ...(begun.get(pid) ?? []).map(({ begunMs }) => begunMs).filter((begunMs) => begunMs > nowMs() - loyaltyMs),
      ),
    async during(pid: string, work: () => Promise<Verdict>): Promise<Verdict> {
      // A batch may have two messages about one receipt: each begins, and ends, for itself.
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
