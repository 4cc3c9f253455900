import type * as z from 'zod';
import type { CancelledEvent, RefundedEvent, UnpaidEvent } from '../../lib/order/event.ts';
import type { Refund } from '../../lib/order/order.ts';
import { cardsSkipped } from '../../lib/order/gift-card-transitions.ts';
import { pidOf } from '../../lib/order/pid.ts';
import { receiptSkipped } from '../../lib/order/receipt-transitions.ts';
import { mergeRefunds, refunded, reversed } from '../../lib/order/reversal.ts';
import type { ThankuState } from '../../lib/order/thanku-state.ts';
import { pidPrefixOf, type ShopSettings } from '../../lib/shops/settings.ts';
import { keys } from '../../lib/store/keys.ts';
import type { Ports } from './ports.ts';

type ReversalEvent = z.infer<typeof CancelledEvent | typeof UnpaidEvent | typeof RefundedEvent>;
type Told = { refunds: readonly Refund[]; full: boolean; at: string };

/** An order was cancelled or refunded, perhaps before it was ever told to be paid. Returns its pid. */
export async function reverse(ports: Ports, event: ReversalEvent, settings: ShopSettings): Promise<string> {
  const { shop, orderId, at } = event;
  const pid = pidOf(pidPrefixOf(settings), orderId);
  const change =
    event.type === 'refunded'
      ? (order: ThankuState) => refunded(order, event, ports.now())
      : (order: ThankuState) => reversed(order, { kind: event.type, at }, ports.now());
  const key = keys.thanku(shop, pid);
  if ((await store(ports, key, change)) === undefined) {
    const inserted = await ports.store.thanku.insert(key, early(event, pid, ports.now()));
    if (!inserted.changed) await store(ports, key, change);
  }
  return pid;
}

/** Refunds that came with a paid order that we know already. */
export async function recordRefunds(ports: Ports, order: ThankuState, told: Told): Promise<void> {
  if (told.refunds.length === 0) return;
  await store(ports, keys.thanku(order.shop, order.pid), (row) => refunded(row, told, ports.now()));
}

/** Writes the change, and if the order is reversed stops a receipt and gift cards that have not left. */
async function store(
  ports: Ports,
  key: { pk: string; sk: string },
  change: (order: ThankuState) => ThankuState | undefined,
): Promise<ThankuState | undefined> {
  const { row } = await ports.store.thanku.change(key, change);
  if (row?.reversed === undefined) return row;
  await ports.store.receipt.change(keys.receipt(row.shop, row.pid), (receipt) =>
    receiptSkipped(receipt, row.reversed?.kind ?? 'cancelled', ports.now()),
  );
  await ports.store.giftCards.change(keys.giftCards(row.shop, row.pid), (cards) =>
    cardsSkipped(cards, row.reversed?.kind ?? 'cancelled', ports.now()),
  );
  return row;
}

/** A row for an order that nobody told us was paid: the tombstone that a late `paid` meets. */
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
  const refunds = mergeRefunds(undefined, event.refunds);
  return { ...row, refunds, ...(event.full && { reversed: { kind: 'refunded', at: event.at } }) };
}
