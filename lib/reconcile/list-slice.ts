import { AdminRefusal } from '../platforms/admin/refusal.ts';
import type { ListedOrder, PlatformAdmin, Span } from '../platforms/admin/platform-admin.ts';

/** How many orders one slice holds in memory. A slice that is full ends early, and the next one continues there. */
const maxListed = 5000;

/** How many times as many orders a slice may hold if all of them changed at the same time, and it can't end early. */
const maxWithoutProgress = 4;

export interface Slice {
  orders: ListedOrder[];
  /** Everything that changed before this is listed, epoch ms. */
  untilMs: number;
}

/**
 * Lists the orders that changed in a span, each once, as it was listed last. Orders in the trash count, too.
 * @throws AdminRefusal `paging` if the list repeats itself or doesn't end, `unavailable` if there was no time for any of it
 */
export async function listSlice(
  { list, listTrash }: Pick<PlatformAdmin, 'list' | 'listTrash'>,
  span: Span,
  isOver: () => boolean,
  max = maxListed,
): Promise<Slice> {
  const slice = await listPages(list, span, isOver, max);
  if (listTrash === undefined) return slice;
  // It is listed last, so an order that is moved there meanwhile is seen there.
  const trash = await listPages(listTrash, { ...span, untilMs: slice.untilMs }, isOver, max);
  const trashed = new Set(trash.orders.map(({ orderId }) => orderId));
  const others = slice.orders.filter(({ orderId }) => !trashed.has(orderId));
  return { orders: [...others, ...trash.orders], untilMs: trash.untilMs };
}

async function listPages(list: PlatformAdmin['list'], span: Span, isOver: () => boolean, max: number): Promise<Slice> {
  const byId = new Map<string, ListedOrder>();
  let after: string | undefined;
  let repeated = 0;
  let reachedMs = span.fromMs;
  const upToHere = (): Slice => ({ orders: [...byId.values()], untilMs: Math.min(reachedMs, span.untilMs) });
  for (;;) {
    const page = await list(span, after).catch((error: unknown) => {
      // What is listed counts: a shop that often fails would otherwise never let a long pass end. The next slice meets the same refusal.
      if (isTemporary(error) && reachedMs > span.fromMs) return undefined;
      throw error;
    });
    if (page === undefined) return upToHere();
    const { orders, next } = page;
    const fresh = orders.filter(({ orderId, changedAt }) => byId.get(orderId)?.changedAt !== changedAt);
    for (const order of fresh) byId.set(order.orderId, order);
    if (next === undefined) return { orders: [...byId.values()], untilMs: span.untilMs };
    // A page that begins within a second may contain nothing new once.
    repeated = fresh.length === 0 ? repeated + 1 : 0;
    if (next === after || repeated > 1)
      throw new AdminRefusal('paging', "the platform's list repeats a page, so it would never end");
    after = next;
    const lastChangedAt = orders.at(-1)?.changedAt;
    if (lastChangedAt !== undefined) reachedMs = Date.parse(lastChangedAt);
    // Orders of the same time may be on the next page. Without progress, a slice that ends early would begin again.
    if ((byId.size >= max || isOver()) && reachedMs > span.fromMs) return upToHere();
    // Other shops wait for the end of the run.
    if (byId.size >= maxWithoutProgress * max)
      throw new AdminRefusal('paging', "the platform's list has too many orders of the same time");
    if (isOver()) throw new AdminRefusal('unavailable', 'the platform took too long to list the orders of one second');
  }
}

const isTemporary = (error: unknown): boolean =>
  error instanceof AdminRefusal && (error.kind === 'throttled' || error.kind === 'unavailable');
