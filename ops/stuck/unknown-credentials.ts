import { orderStore } from '../../lib/store/orders.ts';
import { orderOf, type DueEntry } from '../../lib/store/due.ts';
import { keyText } from '../../lib/order/event.ts';
import type { StageAws } from '../stage/aws.ts';
import { readRows } from '../status/read-rows.ts';
import { scanDue } from '../status/scan-due.ts';
import type { Findings } from './finding.ts';

/**
 * Receipts and gift cards whose credential the stage no longer has. Their watch says that there are some; only then are the rows read.
 * @param limits how many rows to read, and where counting ends
 */
export async function findUnknownCredentials(
  aws: StageAws,
  findings: Findings,
  { read, countTo }: { read: number; countTo: number },
): Promise<void> {
  const { scopeWatches } = orderStore(aws.documents, aws.ordersTable);
  const unknown = new Set<string>();
  const seeWatches = async (watches: readonly DueEntry[]) => {
    for (const watch of await Promise.all(watches.map((entry) => scopeWatches.get(entry)))) {
      if (watch?.scope.what === 'credential' && !aws.stage.thanxCredentials.includes(watch.scope.credential))
        unknown.add(watch.scope.credential);
    }
  };
  await scanDue(aws, 'held', { first: read, countTo, see: seeWatches });
  if (unknown.size === 0) return;
  const see = async (entries: readonly DueEntry[]) => {
    for await (const rows of readRows(aws, entries)) {
      for (const { pk, credential, dueKind, createdAt } of rows) {
        const order = orderOf(pk);
        if (order === undefined || dueKind !== 'receipt' || credential === undefined || !unknown.has(credential))
          continue;
        const since = createdAt === undefined ? undefined : Date.parse(createdAt);
        findings.add('unknown-credential', { key: keyText(order), since, detail: `credential ${credential}` });
      }
    }
  };
  const scanned = await scanDue(aws, 'receipt', { first: read, countTo, see });
  if (scanned.count > read) findings.of('unknown-credential').atLeast = true;
}
