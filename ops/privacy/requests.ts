import type { Subject } from '../../lib/order/event.ts';
import type { DueEntries } from '../../lib/store/due.ts';
import type { EraseRequest, RedactRequest } from '../../lib/store/erase-requests.ts';
import { isSubject } from '../../lib/store/erased.ts';
import { eraseSk, exportSk, keys, privacyPk, redactSk } from '../../lib/store/keys.ts';
import type { ExportRequest, NamedRequest, OrderStore } from '../../lib/store/orders.ts';
import type { Key } from '../../lib/store/rows.ts';
import { whyUnreadable } from '../../lib/store/unreadable.ts';

/** A privacy request that needs a person. Commands take its `id`. */
export type PrivacyRequest = { id: string; shop: string } & (
  | { kind: 'export'; request: ExportRequest }
  /** Dead letters or quarantine may contain data of an erased customer. */
  | { kind: 'erase'; request: EraseRequest }
  /** The platform asked to erase the whole shop. */
  | { kind: 'redact'; request: RedactRequest }
  /** Public ThankUs name an erased customer. */
  | { kind: 'named'; request: NamedRequest }
);

interface Ports {
  store: Pick<OrderStore, 'exportRequests' | 'eraseRequests' | 'redactRequests' | 'namedRequests' | 'named'>;
  due: DueEntries;
  now(): number;
}

type ReadPorts = Pick<Ports, 'store' | 'due'>;

const idOf = (sk: string): string => sk.slice(sk.indexOf('#') + 1);

/**
 * Yields the open requests of one shop or of all, oldest first.
 * @param unreadable called with each unreadable row. Its request stays open
 */
export async function* openRequests(
  { store, due }: ReadPorts,
  shop?: string,
  unreadable: (message: string) => void = () => undefined,
): AsyncGenerator<PrivacyRequest> {
  for await (const { pk, sk } of due('stuck', Number.MAX_SAFE_INTEGER)) {
    if (shop === undefined ? !pk.startsWith(privacyPk) : pk !== `${privacyPk}${shop}`) continue;
    const open = await openRequest(store, { pk, sk }).catch((error: unknown): undefined => {
      unreadable(whyUnreadable(error));
    });
    if (open !== undefined) yield { id: idOf(sk), shop: pk.slice(privacyPk.length), ...open };
  }
}

async function openRequest(store: Ports['store'], key: Key) {
  const { sk } = key;
  if (sk.startsWith(exportSk)) {
    const request = await store.exportRequests.get(key);
    return request && { kind: 'export' as const, request };
  }
  if (sk.startsWith(eraseSk)) {
    const request = await store.eraseRequests.get(key);
    return request && { kind: 'erase' as const, request };
  }
  if (sk.startsWith(redactSk)) {
    const request = await store.redactRequests.get(key);
    return request?.dueKind && { kind: 'redact' as const, request };
  }
  const request = await store.namedRequests.get(key);
  return request && { kind: 'named' as const, request };
}

/** Yields the open requests for data, of one customer or of all customers of the shop. */
export async function* exportRequestsOf(
  ports: ReadPorts,
  shop: string,
  customer: Subject | undefined,
  unreadable?: (message: string) => void,
): AsyncGenerator<PrivacyRequest & { kind: 'export' }> {
  for await (const open of openRequests(ports, shop, unreadable)) {
    if (open.kind === 'export' && isOf(open, customer)) yield open;
  }
}

/** Whether a request is about the given customer or, without one, about any customer. A whole shop's request isn't about a customer. */
function isOf(open: PrivacyRequest, customer: Subject | undefined): boolean {
  if (customer === undefined) return true;
  if (open.kind !== 'export' && open.kind !== 'erase') return false;
  const { customerId, email } = open.request;
  return isSubject({ id: customerId, email }, customer);
}

/**
 * Closes a request: deletes its row, and the records of public ThankUs that named the customer. A whole shop's request keeps a row that says
 * that it was closed. Safe to repeat, because the row is deleted last. Returns how many records of ThankUs were deleted.
 */
export async function closeRequest(
  { store, now }: Pick<Ports, 'store' | 'now'>,
  open: PrivacyRequest,
): Promise<number> {
  const { shop, id } = open;
  switch (open.kind) {
    case 'export':
      await store.exportRequests.delete(keys.exportRequest(shop, id));
      return 0;
    case 'erase':
      await store.eraseRequests.delete(keys.eraseRequest(shop, id));
      return 0;
    case 'redact': {
      const closedAt = new Date(now()).toISOString();
      await store.redactRequests.change(keys.redactRequest(shop, id), (request) => ({
        ...request,
        dueKind: undefined,
        dueAt: undefined,
        closedAt,
      }));
      return 0;
    }
    case 'named': {
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
  }
}

/** Closes the open requests of some kinds, about a customer or about the whole shop. Returns how many. */
export async function closeRequestsOf(
  ports: Ports,
  { shop, customer }: { shop: string; customer: Subject | undefined },
  kinds: readonly ('export' | 'erase' | 'redact')[],
): Promise<number> {
  let closed = 0;
  for await (const open of openRequests(ports, shop)) {
    if (open.kind === 'named' || !kinds.includes(open.kind) || !isOf(open, customer)) continue;
    await closeRequest(ports, open);
    closed += 1;
  }
  return closed;
}
