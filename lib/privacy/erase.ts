import { batchesOf } from '../batches.ts';
import { ThankflowError } from '../errors.ts';
import { OrderEvent, type Subject } from '../order/event.ts';
import { refundingStopped } from '../order/basket/refund.ts';
import { isSending } from '../order/basket/state.ts';
import { basketSkipped } from '../order/basket/transitions.ts';
import { cardsSkipped } from '../order/gift-cards/transitions.ts';
import { pollingStopped } from '../order/receipt/poll.ts';
import { receiptSkipped } from '../order/receipt/transitions.ts';
import type { ThankuState } from '../order/thanku/state.ts';
import { skipped } from '../order/thanku/transitions.ts';
import { forgotten } from '../notify/transitions.ts';
import { orderOf, type DueEntries, type DueEntry } from '../store/due.ts';
import type { ParkedEvent, Parking } from '../store/parked.ts';
import { markHashesErased } from '../store/erased.ts';
import { keys, noticesAt, type DueKind } from '../store/keys.ts';
import type { CustomerStore } from '../store/orders.ts';
import type { ErasureNote } from './erasure-log.ts';
import { requestUnnaming } from './named.ts';
import { forgetUnclaimedOf, type UnclaimedPorts } from './unclaimed.ts';
import { everybody, hashed, named, type Whose } from './whose.ts';

/** What erasing needs from the world. */
export interface ErasePorts {
  store: CustomerStore;
  due: DueEntries;
  parking: Pick<Parking, 'get' | 'remove'>;
  settings: UnclaimedPorts['settings'];
  /** Publishes an order's events and settles it, or wakes a worker that does. */
  finish(shop: string, pid: string): Promise<void>;
  /** Keeps a note of the erasure outside the tables. Without one, restored tables would have the data again. */
  noteErasure(note: ErasureNote): Promise<void>;
  now(): number;
}

/** What was erased. It contains nothing personal. */
export interface Erasure {
  /** The number of orders whose personal data was deleted. */
  orders: number;
  /** The pids of orders that a worker is sending right now. The worker deletes the data when it's done. */
  open: string[];
  /** The number of receipts that are no longer polled. */
  pollingStopped: number;
  /** The number of billed baskets of which no refund is sent any more. */
  refundsStopped: number;
  /** The number of parked events that were deleted. */
  parked: number;
  /** Whether public ThankUs name the customer. Then there is a request for an operator. */
  named: boolean;
}

/** The due kinds of orders that still have personal data or are polled. Orders change between the first and the last. */
export const unsettledDueKinds: readonly DueKind[] = [
  'limit',
  'thanku',
  'receipt',
  'settle',
  'stuck',
  'follow',
  'refundable',
  'limit',
];

/** The pids of a shop's orders with this due kind. */
export async function* unsettledOf(due: DueEntries, kind: DueKind, shop: string): AsyncGenerator<string> {
  for await (const { pk } of due(kind, Number.MAX_SAFE_INTEGER)) {
    const order = orderOf(pk);
    if (order?.shop === shop) yield order.pid;
  }
}

/** A shop that waits for cancellations may have thousands of unsettled orders, and the function has half a minute. */
const concurrency = 25;

/**
 * Erases a customer or, without `customer`, every customer of the shop. It writes a tombstone, against which late webhooks are checked at their
 * claim, and then erases every order that has personal data or is polled. Safe to repeat and to interrupt.
 * @param erased.hashes repeats an erasure of which only its note is left
 * @throws AggregateError if some orders could not be erased; all others were
 */
export async function eraseRows(ports: ErasePorts, { shop, at, customer, hashes = [] }: ToErase): Promise<Erasure> {
  const { customers } = ports.store;
  if (customer !== undefined) return await eraseAll(ports, shop, at, await named(customers, shop, customer));
  return await eraseAll(ports, shop, at, hashes.length > 0 ? hashed(customers, shop, hashes) : everybody);
}

interface ToErase {
  shop: string;
  at: string;
  customer?: Subject | undefined;
  hashes?: readonly string[];
}

async function eraseAll(ports: ErasePorts, shop: string, at: string, whose: Whose): Promise<Erasure> {
  const done: Erasure = { orders: 0, open: [], pollingStopped: 0, refundsStopped: 0, parked: 0, named: false };
  // Noted at its beginning, in case it's interrupted, and at its end, for tables that are restored to a time in between.
  await note(ports, shop, whose);
  await markHashesErased(ports.store, shop, whose, at);
  // A row that can't be read must not prevent the others from being erased. The request comes back for it.
  const failures: unknown[] = [];
  const gather = async (work: readonly Promise<unknown>[]) => {
    for (const result of await Promise.allSettled(work)) {
      if (result.status === 'rejected') failures.push(result.reason);
    }
  };
  const unname = async () => {
    done.named = await requestUnnaming(ports.store, shop, whose, ports.now());
  };
  await gather([unname()]);
  for await (const { pk } of ports.due('parked', Number.MAX_SAFE_INTEGER)) {
    await gather([eraseParked(ports, pk, shop, whose, done)]);
  }
  for (const kind of unsettledDueKinds) {
    for await (const pids of batchesOf(unsettledOf(ports.due, kind, shop), concurrency)) {
      await gather(pids.map((pid) => eraseOrder(ports, shop, pid, whose, done)));
    }
  }
  for (const kind of ['notify', 'stuck'] as const) {
    for await (const entries of batchesOf(ports.due(kind, Number.MAX_SAFE_INTEGER), concurrency)) {
      await gather(entries.map((entry) => eraseNotices(ports, entry, shop, whose)));
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} orders could not be erased`);
  await note(ports, shop, whose);
  return done;
}

const note = ({ noteErasure, now }: ErasePorts, shop: string, { current }: Whose): Promise<void> =>
  noteErasure({ version: 1, shop, at: new Date(now()).toISOString(), hashes: [...current] });

/** Deletes a parked event of the customer. The tombstone would stop it at its claim, but until then its data would stay. */
async function eraseParked(ports: ErasePorts, pk: string, shop: string, whose: Whose, done: Erasure): Promise<void> {
  const waits = await ports.parking.get(pk);
  // A lookup says nothing of a customer.
  if (waits?.shop !== shop || waits.type === 'lookup') return;
  const event = OrderEvent.safeParse(waits);
  if (!event.success) return refuseUnknown(waits, whose);
  if (event.data.type !== 'paid') return;
  if (!(await whose.owns(event.data.order.customer))) return;
  await forgetUnclaimedOf(ports, shop, event.data.order.orderId);
  await ports.parking.remove(pk);
  done.parked += 1;
}

/** If an event of a newer version may be about the customer, the request has to come back until that version runs. */
function refuseUnknown(event: ParkedEvent, whose: Whose): void {
  if (!whose.mayMention(event)) return;
  throw new ThankflowError('bad-row', `a parked event of type ${event.type} can't be read: a newer version wrote it`);
}

const flagged = (row: ThankuState): ThankuState => ({ ...row, erase: true });

async function eraseOrder(ports: ErasePorts, shop: string, pid: string, whose: Whose, done: Erasure): Promise<void> {
  const payload = await ports.store.payload.get(keys.payload(shop, pid));
  if (payload === undefined) return await stopPolling(ports, shop, pid, whose, done);
  if (!(await whose.owns(payload.order.customer))) return;
  const nowMs = ports.now();
  const { row: thanku } = await ports.store.thanku.change(
    keys.thanku(shop, pid),
    (order) => skipped(flagged(order), 'erased', nowMs) ?? flagged(order),
  );
  const receipt = await ports.store.receipt.change(
    keys.receipt(shop, pid),
    (row) => receiptSkipped(row, 'erased', nowMs) ?? { ...(pollingStopped(row, nowMs) ?? row), erase: true },
  );
  const basket = await ports.store.basket.change(
    keys.basket(shop, pid),
    (row) => basketSkipped(row, 'erased', nowMs) ?? { ...(refundingStopped(row, nowMs) ?? row), erase: true },
  );
  await ports.store.giftCards.change(keys.giftCards(shop, pid), (cards) => cardsSkipped(cards, 'erased', nowMs));
  const open =
    (thanku?.lease?.until ?? 0) > nowMs ||
    receipt.row?.state === 'sending' ||
    (basket.row !== undefined && isSending(basket.row, nowMs));
  // An open attempt deletes the payload when it ends.
  if (open) done.open.push(pid);
  else {
    await ports.store.payload.delete(keys.payload(shop, pid));
    done.orders += 1;
  }
  await ports.finish(shop, pid);
}

/** Nothing is told about them any more. A worker that is telling looks for the tombstone itself. */
async function eraseNotices({ store, now }: ErasePorts, key: DueEntry, shop: string, whose: Whose): Promise<void> {
  if (noticesAt(key)?.shop !== shop) return;
  await store.notices.change(key, (row) =>
    whose.isEverybody || row.customer?.some((sk) => whose.erasedSks.has(sk)) === true
      ? forgotten(row, now())
      : undefined,
  );
}

/** A settled order has no personal data, but its receipt may still be polled, or its basket refunded, with the customer's ID at Thanx. */
async function stopPolling(
  { store, now }: ErasePorts,
  shop: string,
  pid: string,
  whose: Whose,
  done: Erasure,
): Promise<void> {
  const { changed } = await store.receipt.change(keys.receipt(shop, pid), (row) =>
    whose.isEverybody || row.follow?.customer.some((name) => whose.erasedSks.has(name))
      ? pollingStopped(row, now())
      : undefined,
  );
  if (changed) done.pollingStopped += 1;
  const basket = await store.basket.change(keys.basket(shop, pid), ({ refundable, ...row }) =>
    refundable !== undefined && (whose.isEverybody || refundable.customer.some((name) => whose.erasedSks.has(name)))
      ? (refundingStopped({ ...row, refundable }, now()) ?? { ...row, refundable, erase: true })
      : undefined,
  );
  if (basket.changed) done.refundsStopped += 1;
}
