import { cardsSkipped } from '../../lib/order/gift-cards/transitions.ts';
import {
  isFinal,
  isSettled,
  leased,
  reversalKind,
  isReversalUnpublished,
  type ThankuState,
} from '../../lib/order/thanku/state.ts';
import { receiptSkipped } from '../../lib/order/receipt/transitions.ts';
import { announced, announcing, payloadFree, receiptDecided } from '../../lib/order/thanku/settling.ts';
import { skipped } from '../../lib/order/thanku/transitions.ts';
import { reversalPublished } from '../../lib/order/thanku/reversal.ts';
import { needsPayload } from '../../lib/notify/state.ts';
import { tellOfOrder, type PublishedNotice } from '../../lib/notify/tell.ts';
import { noticeOf, type OrderHappened } from '../../lib/order/notice.ts';
import { hasBasket } from '../../lib/order/loyalty-plan.ts';
import { shownIds } from '../../lib/order/thanku/shown-ids.ts';
import { erasedSksOf } from '../../lib/store/erased.ts';
import { keys } from '../../lib/store/keys.ts';
import { settle, settleAlone } from '../../lib/store/settle.ts';
import type { AfterAttempt, InHand } from './in-hand.ts';
import type { Ports } from './ports.ts';
import { refundBasket } from './refund-basket.ts';

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
      const told = await announce(ports, { ...hand, order: taken.row });
      order = await noteAnnounced(ports, { ...hand, order: taken.row }, told);
      await told.wake();
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
    const told = await publishReversal(ports, { ...hand, order: published });
    order = (await store.thanku.change(key, (row) => reversalPublished(row, published), published)).row ?? published;
    await told?.wake();
  }
  await stopCards(ports, order);
  if (order.payloadUntil !== undefined && (order.erase === true || !(await isPayloadNeeded(ports, order))))
    order = (await store.thanku.change(key, payloadFree, order)).row ?? order;
  await settle(store, shop, pid, now(), { order, payload: hand.payload });
}

/** The receipt's row exists. If the order was reversed before it did, the reversal didn't stop it. */
async function noteReceipt(ports: Ports, order: ThankuState): Promise<ThankuState> {
  const { store, now } = ports;
  const { shop, pid } = order;
  const created = (row: ThankuState) => receiptDecided(row, 'created', undefined, now());
  const { row = order } =
    order.receipt === 'wanted' ? await store.thanku.change(keys.thanku(shop, pid), created, order) : { row: order };
  const { reversed } = row;
  if (hasBasket(row)) await refundBasket(ports, row);
  else if (reversed !== undefined)
    await store.receipt.change(keys.receipt(shop, pid), (one) => receiptSkipped(one, reversalKind(reversed), now()));
  return row;
}

/** Records that the final state was published. If the order has no other rows, the same write settles it. */
async function noteAnnounced(
  { store, now }: Ports,
  { order, payload, isAlone }: InHand,
  told: Pick<PublishedNotice, 'needsPayload'>,
): Promise<ThankuState> {
  const keepsPayload = told.needsPayload && order.erase !== true;
  const decide = (row: ThankuState) => announced(row, order, now(), keepsPayload);
  // A failed order keeps its payload, because a person may retry it.
  if (isAlone === true && payload !== undefined && isFinal(order) && !keepsPayload)
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

/** Whether one of the shop's systems is still to be told with the customer's address. */
async function isPayloadNeeded({ store }: Ports, { shop, pid }: ThankuState): Promise<boolean> {
  const row = await store.notices.get(keys.notices(shop, pid));
  return row !== undefined && needsPayload(row);
}

async function announce(ports: Ports, hand: InHand): Promise<PublishedNotice> {
  const { order } = hand;
  const { shop, pid, state, attempts } = order;
  if (state === 'failed') {
    const reason = order.reason ?? 'failed';
    await ports.sendDeadLetter({ shop, pid }, reason);
    const told = await tell(ports, hand, { type: 'Order Failed', partner: 'thanku', reason }, attempts);
    ports.telemetry.count('OrderFailed');
    return told;
  }
  const told = await tell(ports, hand, { type: 'Order Thanked' });
  const simulated = state === 'simulated';
  ports.telemetry.info('order thanked', { shop, pid, simulated, thankuId: shownIds(order).id });
  ports.telemetry.count('OrderThanked');
  return told;
}

/** `perhaps`: it is unknown whether a ThankU exists. */
async function publishReversal(ports: Ports, hand: InHand): Promise<PublishedNotice | undefined> {
  const { state, reversed } = hand.order;
  if (reversed === undefined) return undefined;
  const perhaps = state === 'posted' ? {} : { perhaps: true as const };
  return await tell(ports, hand, { type: 'Order Reversed', kind: reversalKind(reversed), at: reversed.at, ...perhaps });
}

async function tell(ports: Ports, hand: InHand, what: OrderHappened, round = 0): Promise<PublishedNotice> {
  const { order } = hand;
  const { shop, pid } = order;
  const notice = noticeOf(what, { shop, about: pid, round }, ports.now());
  // A receipt that this worker has just made is still waiting.
  const isUnknown = order.receipt === 'created' && hand.hasReceipt !== true;
  const isBasket = hasBasket(order);
  const receipt = isUnknown && !isBasket ? await ports.store.receipt.get(keys.receipt(shop, pid)) : undefined;
  const basket = isUnknown && isBasket ? await ports.store.basket.get(keys.basket(shop, pid)) : undefined;
  return await tellOfOrder(ports, notice, { order, receipt, basket }, () =>
    erasedSksOf(ports.store, order, hand.payload),
  );
}
