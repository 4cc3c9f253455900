import { crashFacts } from '../../lib/error-facts.ts';
import { messageGraceMs } from '../../lib/order/grace-periods.ts';
import { maybeBilledUntil } from '../../lib/order/basket/restored.ts';
import type { BasketState } from '../../lib/order/basket/state.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import { maybeSent } from '../../lib/order/receipt/restored.ts';
import { receiptDecided } from '../../lib/order/thanku/settling.ts';
import type { ThankuState } from '../../lib/order/thanku/state.ts';
import { keys } from '../../lib/store/keys.ts';
import type { Payload } from '../../lib/store/orders.ts';
import type { InHand } from './in-hand.ts';
import type { Ports } from './ports.ts';

/** Creates the row of the receipt or of the basket, and wakes its worker. The order's row says so with its next write. */
export async function startReceipt(ports: Ports, hand: InHand): Promise<InHand> {
  const { order, payload } = hand;
  const nowMs = ports.now();
  if (order.receipt !== 'wanted' || (order.notBefore > nowMs && order.attempts === 0)) return hand;
  const { shop, pid } = order;
  const plans = payload ?? (await ports.store.payload.get(keys.payload(shop, pid)));
  const started = plans && (await start(ports, order, plans, nowMs));
  if (started === undefined) {
    const none = (row: ThankuState) => receiptDecided(row, 'none', 'erased', nowMs);
    const { row = order } = await ports.store.thanku.change(keys.thanku(shop, pid), none, order);
    return { ...hand, order: row };
  }
  try {
    await ports.wakeReceipt(started);
  } catch (error) {
    // The new row is due in a minute, and ThankU must not wait for it.
    ports.telemetry.warn('the receipt could not be woken: its row brings it back', crashFacts(error));
  }
  return { ...hand, hasReceipt: true };
}

/** `undefined`: the payload has no plan any more. */
async function start(
  { store, simulateAll }: Ports,
  order: ThankuState,
  { receipt, basket }: Pick<Payload, 'receipt' | 'basket'>,
  nowMs: number,
): Promise<ReceiptState | BasketState | undefined> {
  const { shop, pid, orderId } = order;
  const at = new Date(nowMs).toISOString();
  const first = {
    shop,
    pid,
    orderId,
    state: 'waiting',
    attempts: 0,
    notBefore: nowMs,
    updatedAt: at,
    dueKind: 'receipt',
    dueAt: nowMs + messageGraceMs,
  } as const;
  if (receipt !== undefined) {
    const row: ReceiptState = {
      ...first,
      credential: receipt.credential,
      amount: receipt.amount,
      createdAt: at,
      // Thanx isn't called by a stage that simulates, so nothing is searched for there.
      ...(order.restored === true && !simulateAll && maybeSent(nowMs)),
    };
    await store.receipt.insert(keys.receipt(shop, pid), row);
    return row;
  }
  if (basket === undefined) return undefined;
  const { credential, basket: content } = basket;
  const row: BasketState = {
    ...first,
    credential,
    subtotal: content.subtotal,
    startedAt: at,
    ...(order.restored === true && !simulateAll && maybeBilledUntil(nowMs)),
  };
  await store.basket.insert(keys.basket(shop, pid), row);
  return row;
}
