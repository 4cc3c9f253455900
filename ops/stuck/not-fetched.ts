import { endsByPerson, notableAfterMs } from '../../lib/lookup/refused.ts';
import { lookups } from '../../lib/lookup/waiting.ts';
import { keys, lookupPk } from '../../lib/store/keys.ts';
import { atLeast } from '../cli/words.ts';
import type { StageAws } from '../stage/aws.ts';
import { readRows, type SeenRow } from '../status/read-rows.ts';
import { scanDue } from '../status/scan-due.ts';
import type { Findings } from './finding.ts';

/**
 * Adds the shops whose platforms don't give orders: because of something that only a person can end, or for an hour.
 * @param read how many waiting orders to read
 */
export async function findNotFetched(
  aws: StageAws,
  findings: Findings,
  { read, nowMs }: { read: number; nowMs: number },
): Promise<void> {
  const waiting: SeenRow[] = [];
  const scanned = await scanDue(aws, 'lookup', {
    first: read,
    countTo: read,
    async see(entries) {
      for await (const rows of readRows(aws, entries)) waiting.push(...rows);
    },
  });
  const { holds } = lookups(aws.documents, aws.ordersTable);
  for (const [shop, rows] of Map.groupBy(waiting, ({ pk }) => pk.slice(lookupPk.length))) {
    const [oldest] = rows.toSorted((a, b) => sinceMs(a) - sinceMs(b));
    const hold = await holds.get(keys.lookupHold(shop));
    if (oldest === undefined) continue;
    const isNotable = (hold !== undefined && endsByPerson(hold.kind)) || nowMs - sinceMs(oldest) >= notableAfterMs;
    if (!isNotable) continue;
    const orders = `${atLeast(rows.length, scanned.atLeast)} ${rows.length === 1 ? 'order waits' : 'orders wait'}`;
    const detail = `${orders}: ${hold?.detail ?? oldest.detail ?? 'no reason'}`;
    findings.add('orders-not-fetched', { key: shop, since: sinceMs(oldest), detail });
  }
}

const sinceMs = ({ since }: SeenRow): number => Date.parse(since ?? '');
