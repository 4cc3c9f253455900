import { thankuSk } from '../lib/store/keys.ts';

/** What the invariants need to know of earlier writes. All times are true ones, epoch ms. */
export function watchWrites(nowMs: () => number) {
  let last: Record<string, unknown> | undefined;
  /** Since when an order's row has said that it is reversed, by pid. */
  const reversedSinceMs = new Map<string, number>();
  /** Since when an operator has held a shop's ThankUs, by shop. */
  const brakedSinceMs = new Map<string, number>();
  /** When an order's row was first there, by its partition key. */
  const paidSinceMs = new Map<string, number>();
  return {
    reversedSinceMs,
    brakedSinceMs,
    paidSinceMs,
    lastWritten: () => last,
    written(row: Record<string, unknown>): void {
      last = row;
      if (row['sk'] === 'control') {
        const shop = String(row['pk']).replace('shop#', '');
        if (row['thankuBrake'] === undefined) brakedSinceMs.delete(shop);
        else if (!brakedSinceMs.has(shop)) brakedSinceMs.set(shop, nowMs());
      }
      if (row['sk'] !== thankuSk) return;
      const pid = String(row['pid']);
      if (row['reversed'] === undefined) reversedSinceMs.delete(pid);
      else if (!reversedSinceMs.has(pid)) reversedSinceMs.set(pid, nowMs());
      const pk = String(row['pk']);
      if (row['state'] !== 'early' && !paidSinceMs.has(pk)) paidSinceMs.set(pk, nowMs());
    },
  };
}
