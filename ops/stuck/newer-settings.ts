import type { StoredSettings } from '../../lib/shops/settings-store.ts';
import type { StageAws } from '../stage/aws.ts';
import { readRows } from '../status/read-rows.ts';
import { scanDue } from '../status/scan-due.ts';
import { atLeast } from '../cli/words.ts';
import type { Held, Findings } from './finding.ts';
import { orderStore } from '../../lib/store/orders.ts';
import { orderOf, type DueEntry } from '../../lib/store/due.ts';
import { keyText } from '../../lib/order/order-key.ts';

/** Events of one shop that wait for a version that knows its settings. */
interface Waiting {
  count: number;
  /** When the first of them came, epoch ms. */
  since: number;
}

/**
 * The shops whose settings the functions don't know whole, as the events say that they put to wait; and those whose settings this command
 * doesn't, for it is of the deployed version more often than not.
 * @param read how many parked events to look at
 */
export async function findNewerSettings(
  aws: StageAws,
  shops: readonly StoredSettings[],
  { read }: { read: number },
): Promise<Held[]> {
  const waiting = new Map<string, Waiting>();
  const scanned = await scanDue(aws, 'parked', {
    first: read,
    countTo: read,
    async see(entries) {
      for await (const rows of readRows(aws, entries)) {
        for (const { shop, at, waitsFor } of rows) {
          if (waitsFor !== 'settings-newer' || shop === undefined || at === undefined) continue;
          const { count = 0, since = Infinity } = waiting.get(shop) ?? {};
          waiting.set(shop, { count: count + 1, since: Math.min(since, Date.parse(at)) });
        }
      }
    },
  });
  const unreadable = shops.filter(({ unknown }) => unknown !== undefined).map(({ shop }) => shop);
  return [...new Set([...unreadable, ...waiting.keys()])].map((shop) => {
    const { count, since } = waiting.get(shop) ?? { count: 0, since: undefined };
    const stored = shops.find((one) => one.shop === shop);
    const events = `${atLeast(count, scanned.atLeast)} ${count === 1 ? 'event waits' : 'events wait'}`;
    return {
      code: 'settings-newer' as const,
      key: shop,
      since: since ?? (stored && Date.parse(stored.appliedAt)),
      detail: [events, ...(stored === undefined ? [] : [whatIsNew(stored)])].join('; '),
    };
  });
}

/** Where this command knows them whole, it is newer than the functions. */
const whatIsNew = ({ unknown, revision, appliedAt, by }: StoredSettings): string =>
  `${unknown === undefined ? "the functions don't know all" : `not known: ${unknown.join(', ')}`} of revision ${revision}, applied ${appliedAt} by ${by}`;

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
