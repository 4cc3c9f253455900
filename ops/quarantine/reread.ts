import type { QuarantineBucket } from './read.ts';
import { readAgain, type ReadAgain, type ReadAgainPorts } from './read-again.ts';
import type { OrderEvent } from '../../lib/order/event.ts';
import type { OrderKey } from '../../lib/order/order-key.ts';
import type { QuarantinedEntry } from './entries.ts';
import { todayOf, type Today } from './today.ts';

export interface RereadPorts extends ReadAgainPorts {
  bucket: Pick<QuarantineBucket, 'delete'>;
  /** Resolves when the orders queue has it. */
  send(event: OrderEvent): Promise<void>;
}

export interface Reread {
  id: string;
  shop: string;
  today: Today;
  /** The order to follow. */
  order: OrderKey | undefined;
}

/**
 * Reads entries again, one after the other. With `go` what is readable goes on its way and then out of quarantine, in this
 * order: killed in between, it is sent once more, and its order's row settles that.
 */
export async function* reread(
  ports: RereadPorts,
  entries: AsyncIterable<QuarantinedEntry> | Iterable<QuarantinedEntry>,
  { go }: { go: boolean },
): AsyncGenerator<Reread> {
  for await (const { key, entry } of entries) {
    const again = await readAgain(entry, ports);
    const today = todayOf(again, entry);
    if (go && today.readable) {
      if (again.kind === 'event') await ports.send(again.event);
      await ports.bucket.delete(key);
    }
    yield { id: entry.id, shop: entry.shop, today, order: orderToFollow(again, entry.shop) };
  }
}

const orderToFollow = (again: ReadAgain, shop: string): OrderKey | undefined =>
  again.kind === 'event' && again.event.type === 'paid' && again.pid !== undefined && again.tooOld === undefined
    ? { shop, pid: again.pid }
    : undefined;

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
