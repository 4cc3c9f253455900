import type * as z from 'zod';
import type { CancelledEvent, PaidEvent, RefundedEvent, UnpaidEvent } from '../../lib/order/event.ts';
import { cardsSkipped } from '../../lib/order/gift-cards/transitions.ts';
import { isWholeWanted } from '../../lib/order/basket/state.ts';
import { mayHaveBasket } from '../../lib/order/loyalty-plan.ts';
import { pidOf } from '../../lib/order/pid.ts';
import { refundsIn } from '../../lib/order/refunds-in.ts';
import { receiptSkipped } from '../../lib/order/receipt/transitions.ts';
import { mergeRefunds } from '../../lib/order/thanku/refunds.ts';
import { refunded, reinstatedTooLate, reversed, undoes } from '../../lib/order/thanku/reversal.ts';
import { isFinal, reversalKind, reversalOf, type ThankuState } from '../../lib/order/thanku/state.ts';
import { keys } from '../../lib/store/keys.ts';
import type { Ports } from './ports.ts';
import { refundBasket } from './refund-basket.ts';
import type { InForce } from './settings-in-force.ts';

type ReversalEvent = z.infer<typeof CancelledEvent | typeof UnpaidEvent | typeof RefundedEvent>;

/** Handles an order that was cancelled, refunded or is unpaid, perhaps before it was ever paid. Returns its row. */
export async function reverse(
  ports: Ports,
  event: ReversalEvent,
  { pidPrefix }: Pick<InForce, 'pidPrefix'>,
): Promise<ThankuState | undefined> {
  const { shop, orderId } = event;
  const pid = pidOf(pidPrefix, orderId);
  const change = (order: ThankuState): ThankuState | undefined =>
    event.type === 'refunded'
      ? refunded(order, event, ports.now())
      : reversed(order, { kind: event.type, at: event.at, changedAt: event.changedAt }, ports.now());
  const key = keys.thanku(shop, pid);
  const known = await store(ports, key, change);
  if (known !== undefined) return known;
  const inserted = await ports.store.thanku.insert(key, early(event, pid, ports.now()));
  return inserted.changed ? inserted.row : await store(ports, key, change, inserted.row);
}

/** Handles another `paid` event for a known order: it may contain further refunds or undo a reversal. Returns the row. */
export async function recordPaidAgain(
  ports: Ports,
  order: ThankuState,
  event: z.infer<typeof PaidEvent>,
): Promise<ThankuState> {
  if (event.order.test) return order;
  const lost = undoes(event.changedAt, order) && (await lostByReversal(ports, order));
  const change = (row: ThankuState) => paidAgain(row, event, lost, ports.now());
  // Usually nothing is new, and nothing is written.
  if (change(order) === undefined) return order;
  return (await store(ports, keys.thanku(order.shop, order.pid), change, order)) ?? order;
}

/** Whether a reversal stopped the receipt or gift cards of an order, or took its points back. */
async function lostByReversal(
  { store: { receipt, basket, giftCards } }: Ports,
  { shop, pid, reversed: reversal }: ThankuState,
) {
  const isStopped = ({ state, reason }: { state: string; reason?: string | undefined }) =>
    state === 'skipped' && reversal !== undefined && reason === reversalKind(reversal);
  const itsReceipt = await receipt.get(keys.receipt(shop, pid));
  const its = await giftCards.get(keys.giftCards(shop, pid));
  const itsBasket = itsReceipt === undefined ? await basket.get(keys.basket(shop, pid)) : undefined;
  if (itsBasket !== undefined && (isStopped(itsBasket) || isWholeWanted(itsBasket))) return true;
  return (itsReceipt !== undefined && isStopped(itsReceipt)) || (its?.cards.some(isStopped) ?? false);
}

function paidAgain(
  order: ThankuState,
  event: z.infer<typeof PaidEvent>,
  lost: boolean,
  nowMs: number,
): ThankuState | undefined {
  const { changedAt, refundsComplete } = event;
  const withRefunds = refunded(order, refundsIn(event), nowMs);
  const row = withRefunds ?? order;
  const late = undoes(changedAt, row) ? reinstatedTooLate(row, lost, nowMs) : undefined;
  const isNewer =
    changedAt !== undefined && (row.changedAt === undefined || Date.parse(changedAt) > Date.parse(row.changedAt));
  // For a finished order, a newer time alone is no reason to write.
  if (late === undefined && !(isNewer && !isFinal(row))) return withRefunds;
  return {
    ...(late ?? row),
    ...(isNewer && { changedAt, ...(refundsComplete === true && { refundsAsOf: changedAt }) }),
  };
}

/** Writes the change. If the order is reversed, also stops its receipt and gift cards if they weren't sent. Its basket is refunded in any case. */
async function store(
  ports: Ports,
  key: { pk: string; sk: string },
  change: (order: ThankuState) => ThankuState | undefined,
  seen?: ThankuState,
): Promise<ThankuState | undefined> {
  const { row } = await ports.store.thanku.change(key, change, seen);
  if (row !== undefined && mayHaveBasket(row)) await refundBasket(ports, row);
  if (row?.reversed === undefined) return row;
  const { shop, pid, reversed: reversal } = row;
  await ports.store.receipt.change(keys.receipt(shop, pid), (receipt) =>
    receiptSkipped(receipt, reversalKind(reversal), ports.now()),
  );
  await ports.store.giftCards.change(keys.giftCards(shop, pid), (cards) =>
    cardsSkipped(cards, reversalKind(reversal), ports.now()),
  );
  return row;
}

/** A tombstone for an order that wasn't reported as paid. A late `paid` event finds it. */
function early(event: ReversalEvent, pid: string, nowMs: number): ThankuState {
  const at = new Date(nowMs).toISOString();
  const row: ThankuState = {
    shop: event.shop,
    pid,
    orderId: event.orderId,
    state: 'early',
    attempts: 0,
    notBefore: nowMs,
    receipt: 'none',
    createdAt: at,
    updatedAt: at,
  };
  if (event.type !== 'refunded') return { ...row, reversed: reversalOf(event.type, event.at) };
  const known = mergeRefunds({}, event, undefined);
  return { ...row, ...known, ...(event.full && { reversed: reversalOf('refunded', event.at) }) };
}
