import type * as z from 'zod';
import type { CancelledEvent, PaidEvent, RefundedEvent, UnpaidEvent } from '../../lib/order/event.ts';
import { cardsSkipped } from '../../lib/order/gift-card-transitions.ts';
import { pidOf } from '../../lib/order/pid.ts';
import { receiptSkipped } from '../../lib/order/receipt-transitions.ts';
import { mergeRefunds } from '../../lib/order/refunds.ts';
import { refunded, reinstatedTooLate, reversed, undoes } from '../../lib/order/reversal.ts';
import { isFinal, type ThankuState } from '../../lib/order/thanku-state.ts';
import { pidPrefixOf, type ShopSettings } from '../../lib/shops/settings.ts';
import { keys } from '../../lib/store/keys.ts';
import type { Ports } from './ports.ts';

type ReversalEvent = z.infer<typeof CancelledEvent | typeof UnpaidEvent | typeof RefundedEvent>;

/** An order was cancelled, refunded or is not paid any more, perhaps before it was ever reported as paid. Returns its pid. */
export async function reverse(ports: Ports, event: ReversalEvent, settings: ShopSettings): Promise<string> {
  const { shop, orderId } = event;
  const pid = pidOf(pidPrefixOf(settings), orderId);
  const change = (order: ThankuState): ThankuState | undefined =>
    event.type === 'refunded'
      ? refunded(order, event, ports.now())
      : reversed(order, { kind: event.type, at: event.at, changedAt: event.changedAt }, ports.now());
  const key = keys.thanku(shop, pid);
  if ((await store(ports, key, change)) === undefined) {
    const inserted = await ports.store.thanku.insert(key, early(event, pid, ports.now()));
    if (!inserted.changed) await store(ports, key, change);
  }
  return pid;
}

/** An order that we know already is reported as paid once more: with further refunds, or after a reversal. */
export async function recordPaidAgain(
  ports: Ports,
  order: ThankuState,
  event: z.infer<typeof PaidEvent>,
): Promise<void> {
  const change = (row: ThankuState) => paidAgain(row, event, ports.now());
  // The usual case by far: nothing of it is new, and nothing is to be written.
  if (change(order) === undefined) return;
  await store(ports, keys.thanku(order.shop, order.pid), change);
}

function paidAgain(
  order: ThankuState,
  { order: { refunds, test }, at, changedAt, refundsComplete }: z.infer<typeof PaidEvent>,
  nowMs: number,
): ThankuState | undefined {
  if (test) return undefined;
  const reported = { refunds, refundsComplete, changedAt, at, full: false };
  const withRefunds = refunded(order, reported, nowMs);
  const row = withRefunds ?? order;
  const late = undoes(changedAt, row) ? reinstatedTooLate(row, nowMs) : undefined;
  const newer =
    changedAt !== undefined &&
    !isFinal(row) &&
    (row.changedAt === undefined || Date.parse(changedAt) > Date.parse(row.changedAt));
  if (late === undefined && !newer) return withRefunds;
  return { ...(late ?? row), ...(newer && { changedAt }) };
}

/** Writes the change, and if the order is reversed stops a receipt and gift cards that have not left. */
async function store(
  ports: Ports,
  key: { pk: string; sk: string },
  change: (order: ThankuState) => ThankuState | undefined,
): Promise<ThankuState | undefined> {
  const { row } = await ports.store.thanku.change(key, change);
  if (row?.reversed === undefined) return row;
  const { shop, pid, reversed: reversal } = row;
  await ports.store.receipt.change(keys.receipt(shop, pid), (receipt) =>
    receiptSkipped(receipt, reversal.kind, ports.now()),
  );
  await ports.store.giftCards.change(keys.giftCards(shop, pid), (cards) =>
    cardsSkipped(cards, reversal.kind, ports.now()),
  );
  return row;
}

/** A row for an order that nobody reported as paid: the tombstone that a late `paid` meets. */
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
  if (event.type !== 'refunded') return { ...row, reversed: { kind: event.type, at: event.at } };
  const known = mergeRefunds({}, event, undefined);
  return { ...row, ...known, ...(event.full && { reversed: { kind: 'refunded', at: event.at } }) };
}
