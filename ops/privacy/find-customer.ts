import { batchesOf } from '../../lib/batches.ts';
import { isSending, type BasketState } from '../../lib/order/basket/state.ts';
import { OrderEvent, type Subject } from '../../lib/order/event.ts';
import type { GiftCardsState } from '../../lib/order/gift-cards/state.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import { leased, type ThankuState } from '../../lib/order/thanku/state.ts';
import type { DueEntries } from '../../lib/store/due.ts';
import type { Parking } from '../../lib/store/parked.ts';
import { everyErasedSk, isSubject } from '../../lib/store/erased.ts';
import { keys } from '../../lib/store/keys.ts';
import type { CustomerStore, Payload } from '../../lib/store/orders.ts';
import { whyUnreadable } from '../../lib/store/unreadable.ts';
import { unsettledOf, unsettledDueKinds } from '../../lib/privacy/erase.ts';

export interface CustomerPorts {
  store: CustomerStore;
  due: DueEntries;
  parking: Pick<Parking, 'get'>;
  now(): number;
}

/** An order that is still linked to a customer. */
export interface OrderOfCustomer {
  shop: string;
  pid: string;
  /**
   * `payload`: it contains their data. `followed`: its receipt is polled under their ID at Thanx. `refundable`: their ID and what they bought is kept for
   * refunds of its basket.
   */
  by: 'payload' | 'followed' | 'refundable';
  /** A worker is processing it. Its data is deleted when that ends. */
  open: boolean;
  thanku: ThankuState | undefined;
  receipt: ReceiptState | undefined;
  basket: BasketState | undefined;
  giftCards: GiftCardsState | undefined;
  payload: Payload | undefined;
}

const concurrency = 25;

/**
 * Yields the orders that aren't settled, or whose receipts are polled or baskets can be refunded, of a customer or of the whole shop. Settled orders name nobody.
 * @param unreadable called with each unreadable row, whoever it is about
 */
export async function* ordersOf(
  ports: CustomerPorts,
  shop: string,
  customer: Subject | undefined,
  unreadable: (message: string) => void,
): AsyncGenerator<OrderOfCustomer> {
  const reported = reportingTo(unreadable);
  for await (const pids of batchesOf(pidsOf(ports.due, shop), concurrency)) {
    const looked = await Promise.all(pids.map((pid) => orderOfCustomer(ports, shop, pid, customer).catch(reported)));
    yield* looked.filter((order) => order !== undefined);
  }
}

/** Yields each order once, also if it has several due kinds. */
async function* pidsOf(due: DueEntries, shop: string): AsyncGenerator<string> {
  const seen = new Set<string>();
  for (const kind of unsettledDueKinds) {
    for await (const pid of unsettledOf(due, kind, shop)) {
      if (!seen.has(pid)) yield pid;
      seen.add(pid);
    }
  }
}

const isWanted = (found: Subject, customer: Subject | undefined): boolean =>
  customer === undefined || isSubject(found, customer);

/** An unreadable row must not keep the others from being checked. */
const reportingTo =
  (unreadable: (message: string) => void) =>
  (error: unknown): undefined => {
    unreadable(whyUnreadable(error));
  };

async function orderOfCustomer(
  { store, now }: CustomerPorts,
  shop: string,
  pid: string,
  customer: Subject | undefined,
): Promise<OrderOfCustomer | undefined> {
  const [payload, receipt, basket] = await Promise.all([
    store.payload.get(keys.payload(shop, pid)),
    store.receipt.get(keys.receipt(shop, pid)),
    store.basket.get(keys.basket(shop, pid)),
  ]);
  const names = await everyErasedSk(store, shop, customer ?? {});
  const theirs = payload !== undefined && isWanted(payload.order.customer, customer);
  const isTheirs = (row: { customer: readonly string[] } | undefined) =>
    row !== undefined && (customer === undefined || row.customer.some((name) => names.has(name)));
  const by = theirs
    ? 'payload'
    : isTheirs(receipt?.follow)
      ? 'followed'
      : isTheirs(basket?.refundable)
        ? 'refundable'
        : undefined;
  if (by === undefined) return undefined;
  const [thanku, giftCards] = await Promise.all([
    store.thanku.get(keys.thanku(shop, pid)),
    store.giftCards.get(keys.giftCards(shop, pid)),
  ]);
  const open =
    (thanku !== undefined && leased(thanku, now())) ||
    receipt?.state === 'sending' ||
    (basket !== undefined && isSending(basket, now()));
  return { shop, pid, by, open: theirs && open, thanku, receipt, basket, giftCards, payload };
}

/** Yields the parked events of a customer, or of the whole shop. @param unreadable called with each unreadable row */
export async function* parkedOf(
  { due, parking }: Pick<CustomerPorts, 'due' | 'parking'>,
  shop: string,
  customer: Subject | undefined,
  unreadable: (message: string) => void,
): AsyncGenerator<{ pk: string; event: OrderEvent }> {
  const reported = reportingTo(unreadable);
  for await (const { pk } of due('parked', Number.MAX_SAFE_INTEGER)) {
    const waits = await parking.get(pk).catch(reported);
    // A lookup says nothing of a customer.
    if (waits?.shop !== shop || waits.type === 'lookup') continue;
    const { data: event } = OrderEvent.safeParse(waits);
    if (event === undefined)
      unreadable(`${pk}: a newer version wrote the event that waits there, perhaps about the customer`);
    else if (event.type === 'paid' && isWanted(event.order.customer, customer)) yield { pk, event };
  }
}

/** Returns the other names of the same customer in an order. */
export const otherNames = ({ payload }: OrderOfCustomer, customer: Subject): Subject => {
  const { id, email } = payload?.order.customer ?? {};
  return {
    ...(id !== undefined && !isSubject({ id }, customer) && { id }),
    ...(email !== undefined && !isSubject({ email }, customer) && { email }),
  };
};
