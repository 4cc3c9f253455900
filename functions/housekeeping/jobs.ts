import { receiptWoken } from '../../lib/order/receipt-shelves.ts';
import { cardsWoken } from '../../lib/order/gift-card-transitions.ts';
import { woken } from '../../lib/order/thanku-shelves.ts';
import { orderOf, type DueEntry } from '../../lib/store/due.ts';
import { eraseSk, exportSk, giftCardsSk, keys } from '../../lib/store/keys.ts';
import type { Key } from '../../lib/store/rows.ts';
import { settle } from '../../lib/store/settle.ts';
import { repairMs } from '../../lib/repair/repair-time.ts';
import { inBatches } from './in-batches.ts';
import type { Job, Ports } from './ports.ts';

/** The order of a due row; other rows on its shelf are none of the job's business. */
export const ofOrder =
  <Found>(look: (order: { shop: string; pid: string }) => Promise<Found | undefined>) =>
  async ({ pk }: DueEntry): Promise<Found | undefined> => {
    const order = orderOf(pk);
    return order && (await look(order));
  };

/** Events that SQS would not take when they came, or that waited for a person: sent again, then forgotten. Sent twice they do no harm. */
export const parked: Job = (ports, untilMs) =>
  inBatches(
    ports.due('parked', ports.now()),
    { untilMs, now: ports.now },
    {
      async look({ pk }) {
        const event = await ports.parking.get(pk);
        if (event === undefined) return undefined;
        await ports.sendEvent(event);
        await ports.parking.remove(pk);
        return pk;
      },
    },
  );

/** Orders whose time has come, or whose message or worker was lost. */
export const dueOrders: Job = (ports, untilMs) =>
  inBatches(
    ports.due('thanku', ports.now()),
    { untilMs, now: ports.now },
    {
      look: ofOrder(async ({ shop, pid }) => {
        const { changed } = await ports.store.thanku.change(keys.thanku(shop, pid), (row) => woken(row, ports.now()));
        return changed ? { shop, pid } : undefined;
      }),
      act: ports.wakeOrders,
    },
  );

type DueReceipt = { shop: string; pid: string; credential: string };

async function wokenCards({ store, now }: Ports, shop: string, pid: string): Promise<DueReceipt | undefined> {
  const { changed, row } = await store.giftCards.change(keys.giftCards(shop, pid), (cards) => cardsWoken(cards, now()));
  return changed && row.credential !== undefined ? { shop, pid, credential: row.credential } : undefined;
}

const credentialOf = ({ credential }: DueReceipt): string => credential;

/** Receipts and gift cards whose time has come, or whose message or worker was lost. */
export const dueReceipts: Job = (ports, untilMs) =>
  inBatches(
    ports.due('receipt', ports.now()),
    { untilMs, now: ports.now },
    {
      look: async ({ pk, sk }) => {
        const order = orderOf(pk);
        if (order === undefined) return undefined;
        const { shop, pid } = order;
        if (sk === giftCardsSk) return await wokenCards(ports, shop, pid);
        const change = await ports.store.receipt.change(keys.receipt(shop, pid), (row) =>
          receiptWoken(row, ports.now()),
        );
        return change.changed ? { shop, pid, credential: change.row.credential } : undefined;
      },
      async act(found) {
        const wakes = [...Map.groupBy(found, credentialOf)].map(([credential, receipts]) =>
          ports.wakeReceipts(credential, receipts),
        );
        // All are tried: a credential that the stage no longer has must not keep others' receipts from being woken.
        for (const wake of await Promise.allSettled(wakes)) if (wake.status === 'rejected') throw wake.reason;
      },
    },
  );

/** Orders that are through, but whose worker died before it took away what nobody needs any more. */
export const tombstones: Job = (ports, untilMs) =>
  inBatches(
    ports.due('settle', ports.now()),
    { untilMs, now: ports.now },
    {
      look: ofOrder(async ({ shop, pid }) => {
        await settle(ports.store, shop, pid, ports.now());
        return pid;
      }),
    },
  );

/**
 * What nobody put right within thirty days: its personal data goes, its row stays. Receipts of unknown outcome are not
 * given up: without their payload they could never be told from a missing one. Nor is what an operator gave another chance
 * just now, or what of the order is still under way.
 */
export const givenUp: Job = (ports, untilMs) =>
  inBatches(
    ports.due('stuck', ports.now() - repairMs),
    { untilMs, now: ports.now },
    {
      look: async ({ pk, sk }) => ((await giveUp(ports, { pk, sk })) ? pk : undefined),
    },
  );

const unlisted = <Row extends { dueKind?: string | undefined }>(row: Row): Row | undefined =>
  row.dueKind === 'stuck' ? { ...row, dueKind: undefined, dueAt: undefined } : undefined;

async function giveUp({ store }: Ports, key: Key): Promise<boolean> {
  const order = orderOf(key.pk);
  if (order === undefined) {
    // These name a customer, and their thirty days are over: of one who was erased nothing can be left by now. That public
    // pages name somebody stays true, and a whole shop is still to be erased.
    if (key.sk.startsWith(exportSk)) await store.exportRequests.delete(key);
    else if (key.sk.startsWith(eraseSk)) await store.eraseRequests.delete(key);
    else return false;
    return true;
  }
  const { shop, pid } = order;
  const rows = await Promise.all([
    store.thanku.get(keys.thanku(shop, pid)),
    store.receipt.get(keys.receipt(shop, pid)),
    store.giftCards.get(keys.giftCards(shop, pid)),
  ]);
  if (rows[1]?.state === 'unknown' || rows.some((row) => row?.dueKind === 'thanku' || row?.dueKind === 'receipt'))
    return false;
  await store.payload.delete(keys.payload(shop, pid));
  await store.thanku.change(keys.thanku(shop, pid), unlisted);
  await store.receipt.change(keys.receipt(shop, pid), unlisted);
  await store.giftCards.change(keys.giftCards(shop, pid), unlisted);
  return true;
}
