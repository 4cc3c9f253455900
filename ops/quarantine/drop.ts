import type { QuarantineBucket } from './read.ts';
import { rereadEntry, type RereadPorts } from './reread-entry.ts';
import type { QuarantinedEntry } from './entries.ts';
import { todayOf, type Today } from './today.ts';

export interface DropPorts extends RereadPorts {
  bucket: Pick<QuarantineBucket, 'delete'>;
}

export interface Dropped {
  id: string;
  shop: string;
  receivedAt: string;
  /** Why it couldn't be read when it came. */
  reason: string;
  today: Today;
  /** Whether it was dropped, or would be without `go`. */
  dropped: boolean;
}

/**
 * Deletes entries for good, one at a time. Without `go`, only says which. Keeps entries that can be read today unless `readable` is set,
 * because they may be orders that can still be thanked.
 */
export async function* drop(
  ports: DropPorts,
  entries: AsyncIterable<QuarantinedEntry> | Iterable<QuarantinedEntry>,
  { go, readable }: { go: boolean; readable: boolean },
): AsyncGenerator<Dropped> {
  for await (const { key, entry } of entries) {
    const today = todayOf(await rereadEntry(entry, ports), entry);
    const dropped = readable || !today.readable;
    if (go && dropped) await ports.bucket.delete(key);
    const { id, shop, receivedAt, reason } = entry;
    yield { id, shop, receivedAt, reason, today, dropped };
  }
}
