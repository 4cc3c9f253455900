import type { Subject } from '../order/event.ts';
import type { DueEntries } from '../store/due.ts';
import { isSubject } from '../store/erased.ts';
import { exportSk, keys, privacyPk } from '../store/keys.ts';
import type { ExportRequest, NamedRequest, OrderStore } from '../store/orders.ts';

/** Something about a customer that a person has to see to. `id`: by it operators name the request. */
export type PrivacyRequest =
  | { kind: 'export'; id: string; shop: string; request: ExportRequest }
  /** Public ThankUs name an erased customer. */
  | { kind: 'named'; id: string; shop: string; request: NamedRequest };

interface Ports {
  store: Pick<OrderStore, 'exportRequests' | 'namedRequests' | 'named'>;
  due: DueEntries;
}

const idOf = (sk: string): string => sk.slice(sk.indexOf('#') + 1);

/** The requests that are open, of one shop or of all, the longest waiting first. */
export async function* openRequests({ store, due }: Ports, shop?: string): AsyncGenerator<PrivacyRequest> {
  for await (const { pk, sk } of due('stuck', Number.MAX_SAFE_INTEGER)) {
    if (shop === undefined ? !pk.startsWith(privacyPk) : pk !== `${privacyPk}${shop}`) continue;
    const about = { id: idOf(sk), shop: pk.slice(privacyPk.length) };
    if (sk.startsWith(exportSk)) {
      const request = await store.exportRequests.get({ pk, sk });
      if (request !== undefined) yield { kind: 'export', ...about, request };
    } else {
      const request = await store.namedRequests.get({ pk, sk });
      if (request !== undefined) yield { kind: 'named', ...about, request };
    }
  }
}

/** A customer's own open requests for their data. */
export async function* exportRequestsOf(
  ports: Ports,
  shop: string,
  customer: Subject,
): AsyncGenerator<PrivacyRequest & { kind: 'export' }> {
  for await (const open of openRequests(ports, shop)) {
    if (open.kind !== 'export') continue;
    const { customerId, email } = open.request;
    if (isSubject({ id: customerId, email }, customer)) yield open;
  }
}

/**
 * Somebody has seen to it: the row goes, and of ThankUs that named somebody what remembers them. Safe to repeat: the row
 * goes last. Returns how many ThankUs are not remembered any more.
 */
export async function closeRequest({ store }: Pick<Ports, 'store'>, open: PrivacyRequest): Promise<number> {
  const { shop, id } = open;
  if (open.kind === 'export') {
    await store.exportRequests.delete(keys.exportRequest(shop, id));
    return 0;
  }
  let forgotten = 0;
  const { hashes } = open.request;
  for (const hash of hashes.length > 0 ? hashes : [undefined]) {
    for await (const named of store.named.list(shop, hash)) {
      await store.named.delete(shop, named);
      forgotten += 1;
    }
  }
  await store.namedRequests.delete(keys.namedRequest(shop, id));
  return forgotten;
}

/** Closes a customer's own open requests for their data; returns how many. */
export async function closeRequestsOf(
  ports: Ports,
  { shop, customer }: { shop: string; customer: Subject },
): Promise<number> {
  let closed = 0;
  for await (const request of exportRequestsOf(ports, shop, customer)) {
    await closeRequest(ports, request);
    closed += 1;
  }
  return closed;
}
