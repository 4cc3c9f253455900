import type { QuarantineBucket } from './read.ts';
import { rereadEntry, type RereadResult, type RereadPorts } from './reread-entry.ts';
import type { Lookup } from '../../lib/lookup/lookup.ts';
import type { OrderEvent } from '../../lib/order/event.ts';
import type { OrderKey } from '../../lib/order/order-key.ts';
import type { QuarantinedEntry } from './entries.ts';
import { todayOf, type Today } from './today.ts';

export interface SendingPorts extends RereadPorts {
  bucket: Pick<QuarantineBucket, 'delete'>;
  /** Resolves when the event is in the queue of its type. */
  send(event: OrderEvent | Lookup): Promise<void>;
}

export interface Reread {
  id: string;
  shop: string;
  today: Today;
  /** The order to wait for. */
  order: OrderKey | undefined;
}

/**
 * Reads entries again, one at a time. With `go`, sends those that can be read, then deletes them from quarantine. If it's killed in between,
 * the next run sends the event again, and the order's row ignores the duplicate.
 */
export async function* reread(
  ports: SendingPorts,
  entries: AsyncIterable<QuarantinedEntry> | Iterable<QuarantinedEntry>,
  { go }: { go: boolean },
): AsyncGenerator<Reread> {
  for await (const { key, entry } of entries) {
    const again = await rereadEntry(entry, ports);
    const today = todayOf(again, entry);
    if (go && today.readable) {
      if (again.kind === 'event') await ports.send(again.event);
      await ports.bucket.delete(key);
    }
    yield { id: entry.id, shop: entry.shop, today, order: orderToFollow(again, entry.shop) };
  }
}

const orderToFollow = (again: RereadResult, shop: string): OrderKey | undefined =>
  again.kind === 'event' && again.event.type === 'paid' && again.pid !== undefined && again.tooOld === undefined
    ? { shop, pid: again.pid }
    : undefined;
