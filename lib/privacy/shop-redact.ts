import { createHash } from 'node:crypto';
import type { Control, ShopControl } from '../store/control.ts';
import { pauseShop, shopParts } from '../store/pauses.ts';
import { keys } from '../store/keys.ts';
import type { OrderStore } from '../store/orders.ts';

interface Ports {
  store: Pick<OrderStore, 'redactRequests'>;
  control: (shop: string) => Control<ShopControl>;
  now(): number;
}

/** The reason that `stuck` and the shop's pause show. */
const pauseReason = 'the platform asked to erase the whole shop: see privacy list';

/** A shop's request always has the same ID, so that a replay doesn't create a second one: the body is the same each time. */
const redactIdOf = (shop: string): string => createHash('sha256').update(`redact\n${shop}`).digest('hex').slice(0, 32);

/**
 * - `asked`: the first request. The shop is paused, and an operator has to decide.
 * - `asked-again`: a person closed the last request. An operator has to decide again, because the body is the same each time and this may be
 *   a new request. The shop isn't paused, so that a replay can't keep it paused forever.
 * - `open`: the request is already open.
 * - `closed`: it's the same delivery as the closed request.
 */
export type ShopRedact = 'asked' | 'asked-again' | 'open' | 'closed';

/** Creates a request for an operator if a platform wants a whole shop erased. Erases nothing, because that can't be undone. Safe to repeat. */
export async function requestShopRedact(
  { store, control, now }: Ports,
  { shop, at }: { shop: string; at: string },
): Promise<ShopRedact> {
  const key = keys.redactRequest(shop, redactIdOf(shop));
  const due = { dueKind: 'stuck' as const, dueAt: now() };
  if ((await store.redactRequests.get(key)) === undefined) {
    // Paused first: after a crash in between, the event comes again and finds no request.
    const brake = { reason: pauseReason, by: 'platform', since: new Date(now()).toISOString() };
    for (const part of shopParts) await pauseShop(control(shop), part, brake);
    if ((await store.redactRequests.insert(key, { shop, at, ...due })).changed) return 'asked';
  }
  const { changed, row } = await store.redactRequests.change(key, (request) =>
    request.dueKind === undefined && request.at !== at ? { ...request, at, ...due } : undefined,
  );
  if (changed) return 'asked-again';
  return row?.dueKind === undefined ? 'closed' : 'open';
}
