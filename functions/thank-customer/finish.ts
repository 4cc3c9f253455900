import { cardsSkipped } from '../../lib/order/gift-cards/transitions.ts';
import {
  isFinal,
  isSettled,
  leased,
  reversalKind,
  isReversalUnpublished,
  type ThankuState,
} from '../../lib/order/thanku/state.ts';
import { shownIds } from '../../lib/order/thanku/shown-ids.ts';
import { receiptSkipped } from '../../lib/order/receipt/transitions.ts';
import { announced, announcing, receiptDecided } from '../../lib/order/thanku/settling.ts';
import { skipped } from '../../lib/order/thanku/transitions.ts';
import { reversalPublished } from '../../lib/order/thanku/reversal.ts';
import { keys } from '../../lib/store/keys.ts';
import { settle, settleAlone } from '../../lib/store/settle.ts';
import type { AfterAttempt, InHand } from './in-hand.ts';
import type { Ports } from './ports.ts';

/**
 * Does everything that follows from a state: events, dead letter, requested erasure, tombstones.
 * @param hand the rows that this worker has just read or written
 */
export async function finish(
  ports: Ports,
  { shop, pid }: Pick<ThankuState, 'shop' | 'pid'>,
  hand: AfterAttempt = {},
): Promise<void> {
  const { store, now } = ports;
  const key = keys.thanku(shop, pid);
  let order = hand.order ?? (await store.thanku.get(key));
  if (order === undefined || isSettled(order)) return;
  if (hand.hasReceipt === true) order = await noteReceipt(ports, order);
  if (order.announced === false) {
    const taken =
      hand.mayAnnounce === true
        ? { changed: true, row: order }
        : await store.thanku.change(key, (row) => announcing(row, now()), order);
    if (taken.changed && taken.row !== undefined) {
      await announce(ports, taken.row);
      order = await noteAnnounced(ports, { ...hand, order: taken.row });
      if (isSettled(order)) return;
    }
  }
  if (order.erase === true && !leased(order, now())) {
    await store.payload.delete(keys.payload(shop, pid));
    order = (await store.thanku.change(key, (row) => skipped(row, 'erased', now()), order)).row ?? order;
  }
  // Reversed during an attempt that didn't create a ThankU: no further attempt, even while the circuit is open.
  if (order.reversed !== undefined && !isFinal(order)) {
    const { row } = await store.thanku.change(
      key,
      (one) => one.reversed && skipped(one, reversalKind(one.reversed), now()),
      order,
    );
    order = row ?? order;
  }
  if (isReversalUnpublished(order)) {
    const published = order;
    await publishReversal(ports, published);
    order = (await store.thanku.change(key, (row) => reversalPublished(row, published), published)).row ?? published;
  }
  await stopCards(ports, order);
  await settle(store, shop, pid, now(), { order, payload: hand.payload });
}

/** The receipt's row exists. If the order was reversed before it did, the reversal didn't stop it. */
async function noteReceipt({ store, now }: Ports, order: ThankuState): Promise<ThankuState> {
  const { shop, pid } = order;
  const created = (row: ThankuState) => receiptDecided(row, 'created', undefined, now());
  const { row = order } =
    order.receipt === 'wanted' ? await store.thanku.change(keys.thanku(shop, pid), created, order) : { row: order };
  const { reversed } = row;
  if (reversed !== undefined)
    await store.receipt.change(keys.receipt(shop, pid), (one) => receiptSkipped(one, reversalKind(reversed), now()));
  return row;
}

/** Records that the final state was published. If the order has no other rows, the same write settles it. */
async function noteAnnounced({ store, now }: Ports, { order, payload, isAlone }: InHand): Promise<ThankuState> {
  const decide = (row: ThankuState) => announced(row, order, now());
  // A failed order keeps its payload, because a person may retry it.
  if (isAlone === true && payload !== undefined && isFinal(order))
    return await settleAlone(store, { order, payload }, decide, now());
  return (await store.thanku.change(keys.thanku(order.shop, order.pid), decide, order)).row ?? order;
}

/** Stops the gift cards of a skipped order. An interrupted claim may have left them. */
async function stopCards({ store, now }: Ports, { shop, pid, state, reason, reversed }: ThankuState): Promise<void> {
  if (state !== 'skipped' || (reversed === undefined && reason !== 'erased')) return;
  await store.giftCards.change(keys.giftCards(shop, pid), (cards) =>
    cardsSkipped(cards, reversed === undefined ? 'erased' : reversalKind(reversed), now()),
  );
}

async function announce(ports: Ports, order: ThankuState): Promise<void> {
  const { shop, orderId, number, pid } = order;
  const about = { shop, orderId, number, pid };
  if (order.state === 'failed') {
    const reason = order.reason ?? 'failed';
    await ports.sendDeadLetter({ shop, pid }, reason);
    await ports.publish({ type: 'Order Failed', detail: { ...about, partner: 'thanku', reason } });
    ports.telemetry.count('OrderFailed');
    return;
  }
  const simulated = order.state === 'simulated';
  const { cause, impact } = order;
  const { customerLink, ...thanku } = shownIds(order);
  const detail = { ...about, simulated, cause, impact, thanku, ...(customerLink && { customerLink }) };
  await ports.publish({ type: 'Order Thanked', detail });
  ports.telemetry.info('order thanked', { shop, pid, simulated, thankuId: thanku.id });
  ports.telemetry.count('OrderThanked');
}

/** `perhaps`: it is unknown whether a ThankU exists. */
async function publishReversal(ports: Ports, order: ThankuState): Promise<void> {
  const { shop, orderId, number, pid, state, reversed } = order;
  if (reversed === undefined) return;
  const perhaps = state === 'posted' ? {} : { perhaps: true as const };
  const about = { shop, orderId, number, pid, kind: reversalKind(reversed), at: reversed.at };
  await ports.publish({ type: 'Order Reversed', detail: { ...about, thankuId: shownIds(order).id, ...perhaps } });
}
