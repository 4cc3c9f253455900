import { probeEveryMs } from '../../lib/circuit/circuit.ts';
import { recheckAt } from '../../lib/order/waiting.ts';
import { refundsEnded } from '../../lib/order/basket/refund.ts';
import { basketSendingStill, basketWoken } from '../../lib/order/basket/settling.ts';
import type { BasketState } from '../../lib/order/basket/state.ts';
import { basketStillStopped, basketStopped } from '../../lib/order/basket/stopping.ts';
import { cardsStillStopped, cardsStopped } from '../../lib/order/gift-cards/stopping.ts';
import { lookStopped, receiptStillStopped, receiptStopped } from '../../lib/order/receipt/stopping.ts';
import { cardsWoken } from '../../lib/order/gift-cards/settling.ts';
import type { GiftCardsState } from '../../lib/order/gift-cards/state.ts';
import { isReceiptFinal, type ReceiptState } from '../../lib/order/receipt/state.ts';
import type { OrderKey } from '../../lib/order/order-key.ts';
import { receiptWoken, sendingStill } from '../../lib/order/receipt/settling.ts';
import { watchScope, type StopScope } from '../../lib/circuit/watch.ts';
import { orderOf } from '../../lib/store/due.ts';
import { basketSk, giftCardsSk, keys } from '../../lib/store/keys.ts';
import { settle } from '../../lib/store/settle.ts';
import { gate } from './gate.ts';
import { inBatches, ofOrder } from './in-batches.ts';
import { inTurn } from './in-turn.ts';
import type { Job, Ports } from './ports.ts';

/** One of the rows that an order has for Thanx. */
type Part = 'receipt' | 'basket' | 'cards';

type Due = OrderKey & { credential: string; part: Part };

const partAt = (sk: string): Part => (sk === giftCardsSk ? 'cards' : sk === basketSk ? 'basket' : 'receipt');

/** Wakes receipts, baskets and gift cards that are due, or whose message or worker was lost. The wake-up is sent before the row is marked. */
export const dueReceipts: Job = (ports, untilMs) => {
  const { now } = ports;
  const mayGo = gate(ports);
  const waitForCredential = unknownCredentials(ports);
  return inBatches<Due>(
    inTurn(ports.due('receipt', now())),
    { untilMs, now },
    {
      look: async ({ pk, sk }) => {
        const order = orderOf(pk);
        if (order === undefined) return undefined;
        const part = partAt(sk);
        const row = await dueRow[part](ports, order);
        if (row?.credential === undefined) return undefined;
        const due = { ...order, credential: row.credential, part };
        if (!ports.credentials.includes(row.credential)) {
          await waitForCredential(due, recheckAt(now(), ports.random()));
          return undefined;
        }
        if (row.waitsFor === undefined || (await mayGo(scopesOf(due)))) return due;
        const laterMs = recheckAt(now(), ports.random());
        await change(ports, due, {
          receipt: (receipt) => receiptStillStopped(receipt, laterMs, now()),
          basket: (basket) => basketStillStopped(basket, laterMs, now()),
          cards: (cards) => cardsStillStopped(cards, laterMs, now()),
        });
        return undefined;
      },
      groupOf: ({ credential }) => credential,
      send: (orders, credential) => ports.wakeReceipts(credential, orders),
      mark: (due) =>
        change(ports, due, {
          receipt: (receipt) => receiptWoken(receipt, now()),
          basket: (basket) => basketWoken(basket, now()),
          cards: (cards) => cardsWoken(cards, now()),
        }),
    },
  );
};

/** Lets go of billed baskets whose time for refunds has ended. */
export const refundsEnd: Job = ({ due, store, now }, untilMs) =>
  inBatches<OrderKey>(
    due('refundable', now()),
    { untilMs, now },
    {
      look: ofOrder(async ({ shop, pid }) => {
        await store.basket.change(keys.basket(shop, pid), (basket) => refundsEnded(basket, now()));
        return { shop, pid };
      }),
    },
  );

/** Every stop that may keep it waiting: the row doesn't say which one it met. */
const scopesOf = ({ shop, credential, part }: Due): StopScope[] => [
  { what: 'credential', credential },
  { what: 'thanx', shop },
  ...(part === 'cards' ? [] : [{ what: 'user-token' as const, credential, shop }]),
];

/** The row of each part, if it needs a wake-up. */
const dueRow = { receipt: dueReceipt, basket: dueBasket, cards: dueCards };

async function dueReceipt({ store, now }: Ports, { shop, pid }: OrderKey): Promise<ReceiptState | undefined> {
  const key = keys.receipt(shop, pid);
  const row = await store.receipt.get(key);
  if (row === undefined || receiptWoken(row, now()) === undefined) return undefined;
  if (isReceiptFinal(row)) {
    // Its worker died before it settled the order.
    await settle(store, shop, pid, now());
    return undefined;
  }
  if (sendingStill(row, now()) === undefined) return row;
  await store.receipt.change(key, (one) => sendingStill(one, now()), row);
  return undefined;
}

async function dueBasket({ store, now }: Ports, { shop, pid }: OrderKey): Promise<BasketState | undefined> {
  const key = keys.basket(shop, pid);
  const row = await store.basket.get(key);
  if (row === undefined || basketWoken(row, now()) === undefined) return undefined;
  if (basketSendingStill(row, now()) === undefined) return row;
  await store.basket.change(key, (one) => basketSendingStill(one, now()), row);
  return undefined;
}

async function dueCards({ store, now }: Ports, { shop, pid }: OrderKey) {
  const row = await store.giftCards.get(keys.giftCards(shop, pid));
  return row !== undefined && cardsWoken(row, now()) !== undefined ? row : undefined;
}

/** What becomes of the row of each part. `undefined`: nothing is to change. */
interface Moves {
  receipt: (row: ReceiptState) => ReceiptState | undefined;
  basket: (row: BasketState) => BasketState | undefined;
  cards: (row: GiftCardsState) => GiftCardsState | undefined;
}

function change({ store }: Ports, { shop, pid, part }: Due, moves: Moves): Promise<unknown> {
  switch (part) {
    case 'receipt':
      return store.receipt.change(keys.receipt(shop, pid), moves.receipt);
    case 'basket':
      return store.basket.change(keys.basket(shop, pid), moves.basket);
    case 'cards':
      return store.giftCards.change(keys.giftCards(shop, pid), moves.cards);
  }
}

/**
 * Makes receipts, baskets and gift cards wait if the stage no longer has their credential, as if its circuit were open, so that they don't fail each
 * minute. `stuck` finds them by the watch, which also reschedules them once the stage has the credential again.
 */
function unknownCredentials(ports: Ports): (due: Due, untilMs: number) => Promise<void> {
  const { store, telemetry, now } = ports;
  const watched = new Map<string, Promise<void>>();
  const watch = async (credential: string): Promise<void> => {
    await watchScope(store.scopeWatches, { what: 'credential', credential }, now() + probeEveryMs);
    telemetry.error('receipts wait for a Thanx credential that this stage does not have', { credential });
    telemetry.count('CredentialHeld');
  };
  return async (due, untilMs) => {
    const { credential } = due;
    const watching = watched.get(credential) ?? watch(credential);
    watched.set(credential, watching);
    await watching;
    await change(ports, due, {
      receipt: (row) =>
        receiptStopped(row, 'hold', untilMs, now()) ?? lookStopped(row, untilMs, now()) ?? { ...row, dueAt: untilMs },
      basket: (row) => basketStopped(row, 'hold', untilMs, now()) ?? { ...row, dueAt: untilMs },
      cards: (row) => cardsStopped(row, 'hold', untilMs, now()) ?? { ...row, dueAt: untilMs },
    });
  };
}
