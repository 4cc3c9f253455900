import { createHash } from 'node:crypto';
import type { Subject } from '../order/event.ts';
import { keys } from '../store/keys.ts';
import type { CustomerStore } from '../store/orders.ts';

/**
 * Brings before a person that dead letters or quarantine may hold something of an erased customer. One request for a
 * customer, however often they are erased: it dates from the first.
 */
export async function requestFinishing(
  { eraseRequests, customers }: Pick<CustomerStore, 'eraseRequests' | 'customers'>,
  { shop, at, customer, nowMs }: { shop: string; at: string; customer: Subject; nowMs: number },
): Promise<void> {
  const hash = (await customers.current(shop, customer)).at(-1);
  if (hash === undefined) return;
  // Not the hash itself, by which a request about public ThankUs is named already.
  const id = createHash('sha256').update(`erase\n${hash}`).digest('hex').slice(0, 32);
  const key = keys.eraseRequest(shop, id);
  const { id: customerId, email } = customer;
  const due = { dueKind: 'stuck' as const, dueAt: nowMs };
  const { changed } = await eraseRequests.insert(key, { shop, at, customerId, email, ...due });
  if (changed) return;
  await eraseRequests.change(key, (request) =>
    request.customerId === undefined && customerId !== undefined ? { ...request, customerId } : undefined,
  );
}
