import { batchesOf } from '../batches.ts';
import { ThankflowError } from '../errors.ts';
import { OrderEvent, type Subject } from '../order/event.ts';
import { cardsSkipped } from '../order/gift-cards/transitions.ts';
import { pollingStopped } from '../order/receipt/poll.ts';
import { receiptSkipped } from '../order/receipt/transitions.ts';
import type { ThankuState } from '../order/thanku/state.ts';
import { skipped } from '../order/thanku/transitions.ts';
import { orderOf, type DueEntries } from '../store/due.ts';
import { everyErasedSk, isSubject, markErased } from '../store/erased.ts';
import { keys, type DueKind } from '../store/keys.ts';
import type { CustomerStore } from '../store/orders.ts';
import type { ParkedEvent, Parking } from '../store/parked.ts';
import { mentions } from './mentions.ts';
import { requestUnnaming } from './named.ts';
import { forgetUnclaimedOf, type UnclaimedPorts } from './unclaimed.ts';

/** What erasing needs of the world. */
export interface ErasePorts {
  store: CustomerStore;
  due: DueEntries;
  parking: Pick<Parking, 'get' | 'remove'>;
  settings: UnclaimedPorts['settings'];
  /** Whatever follows from an order's rows: its events, its tombstones. Done here, or by whoever is woken for it. */
  finish(shop: string, pid: string): Promise<void>;
  now(): number;
}

/** What was done. Nothing in it is personal. */
export interface Erasure {
  /** Orders whose personal data went. */
  orders: number;
  /** The pids of those that a worker is at this very moment: it takes the data with it when it is through. */
  open: string[];
  /** Receipts that are not followed at Thanx any more. */
  pollingStopped: number;
  /** Events that waited for SQS. */
  parked: number;
  /** Public ThankUs name the customer: an operator is told. */
  named: boolean;
}

/** The shelves of the due index on which orders lie that still hold personal data or are followed. */
export const unsettledKinds: readonly DueKind[] = ['thanku', 'receipt', 'settle', 'stuck', 'follow'];

/** The pids of a shop's orders on a shelf. */
export async function* unsettledOf(due: DueEntries, kind: DueKind, shop: string): AsyncGenerator<string> {
  for await (const { pk } of due(kind, Number.MAX_SAFE_INTEGER)) {
    const order = orderOf(pk);
    if (order?.shop === shop) yield order.pid;
  }
}

/** A shop that waits for cancellations has thousands of unsettled orders, and the function has half a minute. */
const ordersAtOnce = 25;

/**
 * Forgets a customer (or, without one, every customer of the shop): a tombstone that late webhooks meet at their claim,
 * then every order that still holds personal data or is followed at Thanx. The due index finds them all. Safe to repeat,
 * and to be broken off: it throws an `AggregateError` after everything that could be erased was.
 */
export async function eraseRows(
  ports: ErasePorts,
  { shop, at, customer }: { shop: string; at: string; customer?: Subject | undefined },
): Promise<Erasure> {
  const done: Erasure = { orders: 0, open: [], pollingStopped: 0, parked: 0, named: false };
  await markErased(ports.store, shop, customer ?? {}, at);
  // One row that can't be read must not keep the others from being forgotten; the request comes back for it.
  const failures: unknown[] = [];
  const gather = async (work: readonly Promise<unknown>[]) => {
    for (const result of await Promise.allSettled(work)) {
      if (result.status === 'rejected') failures.push(result.reason);
    }
  };
  const unname = async () => {
    done.named = await requestUnnaming(ports.store, shop, customer, ports.now());
  };
  await gather([unname()]);
  for await (const { pk } of ports.due('parked', Number.MAX_SAFE_INTEGER)) {
    await gather([eraseParked(ports, pk, shop, customer, done)]);
  }
  for (const kind of unsettledKinds) {
    for await (const pids of batchesOf(unsettledOf(ports.due, kind, shop), ordersAtOnce)) {
      await gather(pids.map((pid) => eraseOrder(ports, shop, pid, customer, done)));
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} orders could not be erased`);
  return done;
}

/** What waits on a row of its own: for SQS, or for a person. It would be skipped at its claim; it need not lie here until then. */
async function eraseParked(
  ports: ErasePorts,
  pk: string,
  shop: string,
  customer: Subject | undefined,
  done: Erasure,
): Promise<void> {
  const waits = await ports.parking.get(pk);
  if (waits?.shop !== shop) return;
  const event = OrderEvent.safeParse(waits);
  if (!event.success) return refuseUnknown(waits, customer);
  if (event.data.type !== 'paid') return;
  if (customer !== undefined && !isSubject(event.data.order.customer, customer)) return;
  await forgetUnclaimedOf(ports, shop, event.data.order.orderId);
  await ports.parking.remove(pk);
  done.parked += 1;
}

/** An event of a newer version that may be about them: that version erases them when the request comes back to it. */
function refuseUnknown(event: ParkedEvent, customer: Subject | undefined): void {
  if (customer !== undefined && !mentions(Buffer.from(JSON.stringify(event)), customer)) return;
  throw new ThankflowError('bad-row', `a parked event of type ${event.type} can't be read: a newer version wrote it`);
}

const flagged = (row: ThankuState): ThankuState => ({ ...row, erase: true });

async function eraseOrder(
  ports: ErasePorts,
  shop: string,
  pid: string,
  customer: Subject | undefined,
  done: Erasure,
): Promise<void> {
  const payload = await ports.store.payload.get(keys.payload(shop, pid));
  if (payload === undefined) return await stopFollowing(ports, shop, pid, customer, done);
  if (customer !== undefined && !isSubject(payload.order.customer, customer)) return;
  const nowMs = ports.now();
  const { row: thanku } = await ports.store.thanku.change(
    keys.thanku(shop, pid),
    (order) => skipped(flagged(order), 'erased', nowMs) ?? flagged(order),
  );
  const receipt = await ports.store.receipt.change(
    keys.receipt(shop, pid),
    (row) => receiptSkipped(row, 'erased', nowMs) ?? { ...(pollingStopped(row, nowMs) ?? row), erase: true },
  );
  await ports.store.giftCards.change(keys.giftCards(shop, pid), (cards) => cardsSkipped(cards, 'erased', nowMs));
  const open = (thanku?.lease?.until ?? 0) > nowMs || receipt.row?.state === 'sending';
  // An open attempt deletes it when it closes.
  if (open) done.open.push(pid);
  else {
    await ports.store.payload.delete(keys.payload(shop, pid));
    done.orders += 1;
  }
  await ports.finish(shop, pid);
}

/** A settled order names nobody any more, but its receipt may still be followed under the customer's id at Thanx. */
async function stopFollowing(
  { store, now }: ErasePorts,
  shop: string,
  pid: string,
  customer: Subject | undefined,
  done: Erasure,
): Promise<void> {
  const names = await everyErasedSk(store, shop, customer ?? {});
  const { changed } = await store.receipt.change(keys.receipt(shop, pid), (row) =>
    customer === undefined || row.follow?.customer.some((name) => names.has(name))
      ? pollingStopped(row, now())
      : undefined,
  );
  if (changed) done.pollingStopped += 1;
}
