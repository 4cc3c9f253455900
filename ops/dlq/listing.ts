import type { Output } from '../cli/output.ts';
import { agoCell, countCell, number } from '../cli/words.ts';
import { keyText } from '../../lib/order/order-key.ts';
import { nameOf, type Dead } from './dead.ts';

/** Characters of an ID in tables. All commands accept the beginning of an ID. */
export const shownIdChars = 13;

/** Counts dead letters by queue and reason, and keeps the oldest few. Memory use doesn't grow with their number. */
export function listing(limit: number) {
  const groups = new Map<string, ReturnType<typeof groupOf>>();
  let oldest: ReturnType<typeof listedOf>[] = [];
  let count = 0;
  return {
    add(dead: Dead): void {
      const { sentAt, shop = '?' } = dead;
      const key = `${dead.queue.name} ${dead.message.reason}`;
      const group = groups.get(key) ?? groupOf(dead);
      groups.set(key, group);
      count += 1;
      group.count += 1;
      group.oldestAt = Math.min(group.oldestAt, sentAt);
      group.newestAt = Math.max(group.newestAt, sentAt);
      group.shops.set(shop, (group.shops.get(shop) ?? 0) + 1);
      if (oldest.length < limit || sentAt < (oldest.at(-1)?.sentAt ?? 0))
        oldest = [...oldest, listedOf(dead)].toSorted((a, b) => a.sentAt - b.sentAt).slice(0, limit);
    },
    groups: () => [...groups.values()].toSorted((a, b) => b.count - a.count),
    oldest: () => oldest,
    count: () => count,
  };
}
export type Listing = ReturnType<typeof listing>;

const groupOf = ({ queue, message, sentAt }: Dead) => ({
  queue: queue.name,
  reason: message.reason,
  count: 0,
  oldestAt: sentAt,
  newestAt: sentAt,
  shops: new Map<string, number>(),
});

/** Contains nothing personal. */
const listedOf = (dead: Dead) => ({
  id: dead.id,
  queue: dead.queue.name,
  reason: dead.message.reason,
  about: nameOf(dead),
  order: dead.orders[0] && keyText(dead.orders[0]),
  receives: dead.receives,
  sentAt: dead.sentAt,
});

const at = (ms: number) => new Date(ms).toISOString();

export const listingJson = (listed: Listing) => ({
  count: listed.count(),
  reasons: listed.groups().map(({ queue, reason, count, oldestAt, newestAt, shops }) => ({
    queue,
    reason,
    count,
    oldestAt: at(oldestAt),
    newestAt: at(newestAt),
    shops: Object.fromEntries(shops),
  })),
  messages: listed.oldest().map(({ id, queue, reason, about, receives, sentAt }) => ({
    id,
    queue,
    reason,
    about,
    receives,
    sentAt: at(sentAt),
  })),
});

export function printListing(out: Output, listed: Listing, nowMs: number): void {
  out.table(
    ['messages', 'reason', 'queue', 'oldest', 'newest', 'shops'],
    listed
      .groups()
      .map(({ count, reason, queue, oldestAt, newestAt, shops }) => [
        countCell(count),
        reason,
        queue,
        agoCell(oldestAt, nowMs),
        agoCell(newestAt, nowMs),
        shopsText(shops),
      ]),
    'nothing',
  );
  const oldest = listed.oldest();
  if (oldest.length === 0) return;
  const rest = listed.count() - oldest.length;
  out.heading();
  if (rest > 0) out.note(`The oldest ${oldest.length} of ${number(listed.count())} (--limit shows more):`);
  else out.heading('Oldest first:');
  out.table(
    ['id', 'age', 'reason', 'about', 'queue'],
    oldest.map(({ id, sentAt, reason, about, queue }) => [
      { shown: id.slice(0, shownIdChars), full: id },
      agoCell(sentAt, nowMs),
      reason,
      about,
      queue,
    ]),
  );
}

const maxShops = 3;

export function shopsText(shops: ReadonlyMap<string, number>): string {
  const sorted = [...shops].toSorted(([, a], [, b]) => b - a);
  const named = sorted
    .slice(0, maxShops)
    .map(([shop, count]) => (sorted.length === 1 ? shop : `${shop} ${number(count)}`));
  const more = sorted.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}
