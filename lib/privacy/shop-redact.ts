import { createHash } from 'node:crypto';
import type { Control, ShopControl } from '../store/control.ts';
import { pauseShop } from '../store/pauses.ts';
import { keys } from '../store/keys.ts';
import type { OrderStore } from '../store/orders.ts';

interface Ports {
  store: Pick<OrderStore, 'redactRequests'>;
  control: (shop: string) => Control<ShopControl>;
  now(): number;
}

/** What `stuck` and the shop's pause say of it. */
const pauseReason = 'the platform asked to erase the whole shop: see privacy list';

/**
 * The request of a shop has one id: whoever replays a body that never expires makes no second one. A hash, as all ids of
 * requests are; it names a shop and nobody else.
 */
const redactIdOf = (shop: string): string => createHash('sha256').update(`redact\n${shop}`).digest('hex').slice(0, 32);

/**
 * - `asked`: for the first time. The shop is paused, and a person is asked.
 * - `asked-again`: after a person closed the last request. A person is asked again, because the shop's body is the same each
 *   time and this may be the request that counts; but the shop is not paused, or a replay could keep it paused for ever.
 * - `open`: a person is asked already.
 * - `closed`: it is the very delivery that a person closed.
 */
export type ShopRedact = 'asked' | 'asked-again' | 'open' | 'closed';

/** Brings before a person that a platform wants a whole shop erased. Erases nothing: it cannot be undone. Safe to repeat. */
export async function requestShopRedact(
  { store, control, now }: Ports,
  { shop, at }: { shop: string; at: string },
): Promise<ShopRedact> {
  const key = keys.redactRequest(shop, redactIdOf(shop));
  const due = { dueKind: 'stuck' as const, dueAt: now() };
  if ((await store.redactRequests.get(key)) === undefined) {
    // Paused first: killed in between, the event comes again and finds no request yet.
    const brake = { reason: pauseReason, by: 'platform', since: new Date(now()).toISOString() };
    for (const part of ['thanku', 'thanx'] as const) await pauseShop(control(shop), part, brake);
    if ((await store.redactRequests.insert(key, { shop, at, ...due })).changed) return 'asked';
  }
  const { changed, row } = await store.redactRequests.change(key, (request) =>
    request.dueKind === undefined && request.at !== at ? { ...request, at, ...due } : undefined,
  );
  if (changed) return 'asked-again';
  return row?.dueKind === undefined ? 'closed' : 'open';
}
