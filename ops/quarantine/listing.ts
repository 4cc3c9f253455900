import type { QuarantinedWebhook } from '../../lib/quarantine/entry.ts';
import type { StageAws } from '../stage/aws.ts';
import { number } from '../cli/words.ts';
import type { QuarantineBucket } from './read.ts';
import { entriesAt, notAWebhook, quarantineOf, type QuarantinedEntry } from './entries.ts';

/** Webhooks in quarantine. Contains nothing personal. */
export interface Listing {
  count: number;
  /** The most frequent first. */
  reasons: { reason: string; count: number }[];
  /** The newest first. */
  entries: Listed[];
}

export type Listed = Pick<QuarantinedWebhook, 'id' | 'shop' | 'platform' | 'receivedAt' | 'reason' | 'bodyIs'>;

/** Counts entries by reason, and keeps the newest few. Memory use doesn't grow with their number. */
export async function listEntries(from: AsyncIterable<QuarantinedEntry>, limit: number): Promise<Listing> {
  const reasons = new Map<string, number>();
  let entries: Listed[] = [];
  let count = 0;
  for await (const { entry } of from) {
    const { id, shop, platform, receivedAt, reason, bodyIs } = entry;
    count += 1;
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    entries.push({ id, shop, platform, receivedAt, reason, bodyIs });
    if (entries.length >= 2 * limit) entries = newest(entries, limit);
  }
  const byReason = [...reasons].toSorted(([, a], [, b]) => b - a).map(([reason, of]) => ({ reason, count: of }));
  return { count, reasons: byReason, entries: newest(entries, limit) };
}

const newest = (entries: readonly Listed[], limit: number): Listed[] =>
  entries.toSorted((a, b) => (a.receivedAt < b.receivedAt ? 1 : -1)).slice(0, limit);

/** A short look into the quarantine. */
export interface Look extends Listing {
  /** All objects, including those that aren't entries. */
  total: number;
  /** Counting ended there. Newer ones may be among those that weren't counted. */
  isMore: boolean;
  /** Keys of objects that aren't entries. */
  unreadable: string[];
}

/** What to know about a look, a sentence or a few each. */
export const describeLook = ({ isMore, total, unreadable }: Look): string[] => [
  ...(isMore ? [`Counting ended at ${number(total)}, so newer ones may be missing here.`] : []),
  ...unreadable.map(notAWebhook),
];

/** Listing takes a request for each thousand objects, and reading one for each. */
const most = { counted: 20_000, read: 1000 };

/** Reads the newest entries. @param limit how many are listed one by one */
export const lookAtQuarantine = async (aws: StageAws, limit: number): Promise<Look> =>
  await lookInto(await quarantineOf(aws), { listed: limit, ...most });

/** Reads the newest entries, as S3 dates them, so that it needn't read the others to find them. */
export async function lookInto(
  bucket: Pick<QuarantineBucket, 'objects' | 'get'>,
  { listed: limit, counted: maxCounted, read: maxRead }: { listed: number; counted: number; read: number },
): Promise<Look> {
  const objects: { key: string; writtenAtMs: number }[] = [];
  let isMore = false;
  for await (const one of bucket.objects()) {
    isMore = objects.length >= maxCounted;
    if (isMore) break;
    objects.push(one);
  }
  const unreadable: string[] = [];
  async function* newestKeys() {
    const sorted = objects.toSorted((a, b) => b.writtenAtMs - a.writtenAtMs);
    for (const { key } of sorted.slice(0, maxRead)) yield key;
  }
  const listed = await listEntries(
    entriesAt(bucket, newestKeys(), (key) => void unreadable.push(key)),
    limit,
  );
  return { ...listed, total: objects.length, isMore, unreadable };
}
