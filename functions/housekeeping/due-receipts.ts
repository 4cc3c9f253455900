import { recheckAt } from '../../lib/order/stops.ts';
import { cardsStillStopped } from '../../lib/order/gift-cards/stops.ts';
import { receiptStillStopped } from '../../lib/order/receipt/stops.ts';
import { cardsWoken } from '../../lib/order/gift-cards/transitions.ts';
import type { OrderKey } from '../../lib/order/order-key.ts';
import { receiptWoken } from '../../lib/order/receipt/settling.ts';
import type { StopScope } from '../../lib/circuit/watch.ts';
import { orderOf } from '../../lib/store/due.ts';
import { giftCardsSk, keys } from '../../lib/store/keys.ts';
import { gate } from './gate.ts';
import { inBatches } from './in-batches.ts';
import type { Job, Ports } from './ports.ts';
import { unknownCredentials, type Due } from './unknown-credential.ts';

/** Receipts and gift cards whose time has come, or whose message or worker was lost. As of `dueOrders`, the wake-up comes first. */
export const dueReceipts: Job = (ports, untilMs) => {
  const { now } = ports;
  const mayGo = gate(ports);
  const waitForCredential = unknownCredentials(ports);
  return inBatches<Due>(
    ports.due('receipt', now()),
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
        await waitOn(ports, due);
        return undefined;
      },
      groupOf: ({ credential }) => credential,
      send: (orders, credential) => ports.wakeReceipts(credential, orders),
      mark: (due) => mark(ports, due),
    },
  );
};

/** What may keep it waiting. Which of its holds it met, the row doesn't say. */
const scopesOf = ({ shop, credential, ofCards }: Due): StopScope[] => [
  { what: 'credential', credential },
  { what: 'thanx', shop },
  ...(ofCards ? [] : [{ what: 'user-token' as const, credential, shop }]),
];

async function dueReceipt({ store, now }: Ports, { shop, pid }: OrderKey) {
  const row = await store.receipt.get(keys.receipt(shop, pid));
  return row !== undefined && receiptWoken(row, now()) !== undefined ? row : undefined;
}

async function dueCards({ store, now }: Ports, { shop, pid }: OrderKey) {
  const row = await store.giftCards.get(keys.giftCards(shop, pid));
  return row !== undefined && cardsWoken(row, now()) !== undefined ? row : undefined;
}

async function waitOn({ store, now, random }: Ports, { shop, pid, ofCards }: Due): Promise<void> {
  const untilMs = recheckAt(now(), random());
  if (ofCards) await store.giftCards.change(keys.giftCards(shop, pid), (row) => cardsStillStopped(row, untilMs, now()));
  else await store.receipt.change(keys.receipt(shop, pid), (row) => receiptStillStopped(row, untilMs, now()));
}

async function mark({ store, now }: Ports, { shop, pid, ofCards }: Due): Promise<void> {
  if (ofCards) await store.giftCards.change(keys.giftCards(shop, pid), (row) => cardsWoken(row, now()));
  else await store.receipt.change(keys.receipt(shop, pid), (row) => receiptWoken(row, now()));
}
