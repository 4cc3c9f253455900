import { createHash } from 'node:crypto';
import type { Subject } from '../order/event.ts';
import { keys } from '../store/keys.ts';
import type { CustomerStore } from '../store/orders.ts';

/**
 * Creates a request for an operator, because dead letters or quarantine may contain data of an erased customer. There is one request for each
 * customer, dated from the first erasure.
 */
export async function requestFinishing(
  { eraseRequests, customers }: Pick<CustomerStore, 'eraseRequests' | 'customers'>,
  { shop, at, customer, nowMs }: { shop: string; at: string; customer: Subject; nowMs: number },
): Promise<void> {
  const hash = (await customers.current(shop, customer)).at(-1);
  if (hash === undefined) return;
  // Not the hash itself, which is the ID of a request about public ThankUs.
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
