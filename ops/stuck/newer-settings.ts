import { newerWords, type StoredSettings } from '../../lib/shops/settings-store.ts';
import type { StageAws } from '../stage/aws.ts';
import { readRows } from '../status/read-rows.ts';
import { scanDue } from '../status/scan-due.ts';
import { atLeast } from '../cli/words.ts';
import type { StopFound } from './finding.ts';

/** One shop's events that wait for a version that knows its settings. */
interface Waiting {
  count: number;
  /** When the first one came, epoch ms. */
  since: number;
}

/**
 * Returns the shops with settings that the functions don't fully know, according to their parked events, and those with settings that this
 * command doesn't fully know, because it's usually the deployed version.
 * @param read how many parked events to read
 */
export async function findNewerSettings(
  aws: StageAws,
  shops: readonly StoredSettings[],
  { read }: { read: number },
): Promise<StopFound[]> {
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
  const unreadable = shops
    .filter(({ unknown, removed }) => unknown !== undefined && removed === undefined)
    .map(({ shop }) => shop);
  return [...new Set([...unreadable, ...waiting.keys()])].map((shop) => {
    const { count, since } = waiting.get(shop) ?? { count: 0, since: undefined };
    const stored = shops.find((one) => one.shop === shop);
    const events = `${atLeast(count, scanned.atLeast)} ${count === 1 ? 'event waits' : 'events wait'}`;
    return {
      code: 'settings-newer' as const,
      key: shop,
      since: since ?? (stored && Date.parse(stored.appliedAt)),
      detail: [
        events,
        ...(stored === undefined ? [] : [stored.removed === undefined ? whatIsNew(stored) : newerWords(stored)]),
      ].join('; '),
    };
  });
}

/** If this command knows all settings, it's newer than the functions. */
const whatIsNew = ({ unknown, revision, appliedAt, by }: StoredSettings): string =>
  `${unknown === undefined ? "the functions don't know all" : `not known: ${unknown.join(', ')}`} of revision ${revision}, applied ${appliedAt} by ${by}`;
