import type { QuarantineBucket } from './read.ts';
import { readAgain, type ReadAgainPorts } from './read-again.ts';
import type { QuarantinedEntry } from './entries.ts';
import { todayOf, type Today } from './today.ts';

export interface DropPorts extends ReadAgainPorts {
  bucket: Pick<QuarantineBucket, 'delete'>;
}

export interface Dropped {
  id: string;
  shop: string;
  receivedAt: string;
  /** Why it could not be read when it came. */
  reason: string;
  today: Today;
  /** It is to be dropped: with `go` it has been. */
  dropped: boolean;
}

/**
 * Deletes entries for good, one after the other; without `go` only says which it would. What can be read today is kept
 * unless `readable` says otherwise: it may be an order that can still be thanked.
 */
export async function* drop(
  ports: DropPorts,
  entries: AsyncIterable<QuarantinedEntry> | Iterable<QuarantinedEntry>,
  { go, readable }: { go: boolean; readable: boolean },
): AsyncGenerator<Dropped> {
  for await (const { key, entry } of entries) {
    const today = todayOf(await readAgain(entry, ports), entry);
    const dropped = readable || !today.readable;
    if (go && dropped) await ports.bucket.delete(key);
    const { id, shop, receivedAt, reason } = entry;
    yield { id, shop, receivedAt, reason, today, dropped };
  }
}
