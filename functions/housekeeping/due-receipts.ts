import { probeEveryMs } from '../../lib/circuit/circuit.ts';
import { recheckAt } from '../../lib/order/waiting.ts';
import { cardsStillStopped, cardsStopped } from '../../lib/order/gift-cards/stopping.ts';
import { lookStopped, receiptStillStopped, receiptStopped } from '../../lib/order/receipt/stopping.ts';
import { cardsWoken } from '../../lib/order/gift-cards/settling.ts';
import type { GiftCardsState } from '../../lib/order/gift-cards/state.ts';
import { isReceiptFinal, type ReceiptState } from '../../lib/order/receipt/state.ts';
import type { OrderKey } from '../../lib/order/order-key.ts';
import { receiptWoken, sendingStill } from '../../lib/order/receipt/settling.ts';
import { watchScope, type StopScope } from '../../lib/circuit/watch.ts';
import { orderOf } from '../../lib/store/due.ts';
import { giftCardsSk, keys } from '../../lib/store/keys.ts';
import { settle } from '../../lib/store/settle.ts';
import { gate } from './gate.ts';
import { inBatches } from './in-batches.ts';
import { inTurn } from './in-turn.ts';
import type { Job, Ports } from './ports.ts';

/** An order's receipt or, with `ofCards`, its gift cards. */
type Due = OrderKey & { credential: string; ofCards: boolean };

/** Wakes receipts and gift cards that are due, or whose message or worker was lost. The wake-up is sent before the row is marked. */
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
        const ofCards = sk === giftCardsSk;
        const row = ofCards ? await dueCards(ports, order) : await dueReceipt(ports, order);
        if (row?.credential === undefined) return undefined;
        const due = { ...order, credential: row.credential, ofCards };
        if (!ports.credentials.includes(row.credential)) {
          await waitForCredential(due, recheckAt(now(), ports.random()));
          return undefined;
        }
        if (row.waitsFor === undefined || (await mayGo(scopesOf(due)))) return due;
        const laterMs = recheckAt(now(), ports.random());
        await change(
          ports,
          due,
          (receipt) => receiptStillStopped(receipt, laterMs, now()),
          (cards) => cardsStillStopped(cards, laterMs, now()),
        );
        return undefined;
      },
      groupOf: ({ credential }) => credential,
      send: (orders, credential) => ports.wakeReceipts(credential, orders),
      mark: (due) =>
        change(
          ports,
          due,
          (receipt) => receiptWoken(receipt, now()),
          (cards) => cardsWoken(cards, now()),
        ),
    },
  );
};

/** Every stop that may keep it waiting: the row doesn't say which one it met. */
const scopesOf = ({ shop, credential, ofCards }: Due): StopScope[] => [
  { what: 'credential', credential },
  { what: 'thanx', shop },
  ...(ofCards ? [] : [{ what: 'user-token' as const, credential, shop }]),
];

/** The receipt, if it needs a wake-up. */
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

async function dueCards({ store, now }: Ports, { shop, pid }: OrderKey) {
  const row = await store.giftCards.get(keys.giftCards(shop, pid));
  return row !== undefined && cardsWoken(row, now()) !== undefined ? row : undefined;
}

/** Changes the row of a receipt or of gift cards. `undefined` from a move: nothing is to change. */
const change = (
  { store }: Ports,
  { shop, pid, ofCards }: Due,
  ofReceipt: (row: ReceiptState) => ReceiptState | undefined,
  ofGiftCards: (row: GiftCardsState) => GiftCardsState | undefined,
): Promise<unknown> =>
  ofCards
    ? store.giftCards.change(keys.giftCards(shop, pid), ofGiftCards)
    : store.receipt.change(keys.receipt(shop, pid), ofReceipt);

/**
 * Makes receipts and gift cards wait if the stage no longer has their credential, as if its circuit were open, so that they don't fail each
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
    await change(
      ports,
      due,
      (row) =>
        receiptStopped(row, 'hold', untilMs, now()) ?? lookStopped(row, untilMs, now()) ?? { ...row, dueAt: untilMs },
      (row) => cardsStopped(row, 'hold', untilMs, now()) ?? { ...row, dueAt: untilMs },
    );
  };
}
