import { basketExpedited, basketRetriedManually } from '../../lib/order/basket/repair.ts';
import type { BasketState } from '../../lib/order/basket/state.ts';
import { cardsExpedited, cardsRetriedManually } from '../../lib/order/gift-cards/repair.ts';
import { expedited, retriedManually } from '../../lib/order/thanku/repair.ts';
import { receiptExpedited, receiptRetriedManually } from '../../lib/order/receipt/repair.ts';
import { resumed } from '../../lib/order/thanku/stopping.ts';
import { lookAgainManually } from '../../lib/order/receipt/unknown.ts';
import type { OrderEvent } from '../../lib/order/event.ts';
import type { GiftCardsState } from '../../lib/order/gift-cards/state.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import type { ThankuState } from '../../lib/order/thanku/state.ts';
import { keys } from '../../lib/store/keys.ts';
import type { Part } from '../../lib/order/standing.ts';
import type { OrderStore } from '../../lib/store/orders.ts';
import type { Changed } from '../../lib/store/rows.ts';

export interface RepairPorts {
  store: OrderStore;
  /** Sends an event or a wake-up to the orders queue. */
  sendOrders(message: OrderEvent | { type: 'wake'; shop: string; pid: string }): Promise<void>;
  /** Wakes the worker of a receipt, of a basket or of gift cards. */
  wakeReceipt(receipt: { shop: string; pid: string; credential: string }): Promise<void>;
  now(): number;
}

export type Retried =
  | { kind: 'retried'; parts: Part[] }
  /** No part has failed: it's settled, under way, or waiting for something else. */
  | { kind: 'nothing-failed' }
  /** Its data was deleted after thirty days, or its customer was erased. */
  | { kind: 'data-gone' }
  | { kind: 'unknown-order' };

/** Retries the failed parts of an order: writes the rows first, then sends the wake-ups, so that a crash only delays it. Safe to repeat. */
export async function retryOrder(ports: RepairPorts, shop: string, pid: string): Promise<Retried> {
  const { store, now } = ports;
  const order = await store.thanku.get(keys.thanku(shop, pid));
  if (order === undefined) return { kind: 'unknown-order' };
  if ((await store.payload.get(keys.payload(shop, pid))) === undefined) {
    // A refund needs only what its own row keeps.
    const basket = await store.basket.change(keys.basket(shop, pid), (row) =>
      row.refundable === undefined ? undefined : basketRetriedManually(row, now()),
    );
    const parts = await wakeParts(ports, { shop, pid }, { basket });
    if (parts.length > 0) return { kind: 'retried', parts };
    return order.settledAt === undefined || basket.row?.state === 'refund-failed'
      ? { kind: 'data-gone' }
      : { kind: 'nothing-failed' };
  }
  const thanku = await store.thanku.change(keys.thanku(shop, pid), (row) => retriedManually(row, now()));
  const receipt = await store.receipt.change(keys.receipt(shop, pid), (row) => receiptRetriedManually(row, now()));
  const basket = await store.basket.change(keys.basket(shop, pid), (row) => basketRetriedManually(row, now()));
  const cards = await store.giftCards.change(keys.giftCards(shop, pid), (row) => cardsRetriedManually(row, now()));
  const parts = await wakeParts(ports, { shop, pid }, { thanku, receipt, basket, cards });
  return parts.length > 0 ? { kind: 'retried', parts } : { kind: 'nothing-failed' };
}

interface ChangedRows {
  thanku?: Changed<ThankuState>;
  receipt?: Changed<ReceiptState>;
  basket: Changed<BasketState>;
  cards?: Changed<GiftCardsState>;
}

/** Wakes the parts whose rows were changed. Those rows are due now, so if this is interrupted, housekeeping wakes them in a minute or two. */
async function wakeParts(
  ports: RepairPorts,
  { shop, pid }: { shop: string; pid: string },
  { thanku, receipt, basket, cards }: ChangedRows,
): Promise<Part[]> {
  const parts: Part[] = [];
  if (thanku?.changed === true) {
    await ports.sendOrders({ type: 'wake', shop, pid });
    parts.push('thanku');
  }
  if (receipt?.changed === true) {
    await ports.wakeReceipt(receipt.row);
    parts.push('receipt');
  }
  if (basket.changed) {
    await ports.wakeReceipt(basket.row);
    parts.push('basket');
  }
  if (cards?.changed === true && cards.row.credential !== undefined) {
    await ports.wakeReceipt({ shop, pid, credential: cards.row.credential });
    parts.push('gift-cards');
  }
  return parts;
}

/**
 * Reschedules an order's next attempts to now; after an outage or a lost wake-up they may be an hour away. Looks once more at Thanx for a
 * receipt of unknown outcome that waits for a person. Returns the parts that waited.
 * @param isFree the shop's ThankUs are neither paused nor stopped, so a held ThankU is tried too
 */
export async function expediteOrder(
  ports: RepairPorts,
  shop: string,
  pid: string,
  { isFree }: { isFree: boolean },
): Promise<Part[]> {
  const { store, now } = ports;
  const thanku = await store.thanku.change(
    keys.thanku(shop, pid),
    (row) => expedited(row, now()) ?? (isFree ? resumed(row, now()) : undefined),
  );
  const receipt = await store.receipt.change(
    keys.receipt(shop, pid),
    (row) => receiptExpedited(row, now()) ?? lookAgainManually(row, now()),
  );
  const basket = await store.basket.change(keys.basket(shop, pid), (row) => basketExpedited(row, now()));
  const cards = await store.giftCards.change(keys.giftCards(shop, pid), (row) => cardsExpedited(row, now()));
  return await wakeParts(ports, { shop, pid }, { thanku, receipt, basket, cards });
}
