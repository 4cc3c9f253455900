import { receiptWoken } from '../../lib/order/receipt-state.ts';
import { woken } from '../../lib/order/thanku-state.ts';
import { orderOf, type DueEntry } from '../../lib/store/due.ts';
import { keys } from '../../lib/store/keys.ts';
import type { Key } from '../../lib/store/rows.ts';
import { settle } from '../../lib/store/settle.ts';
import { inBatches } from './in-batches.ts';
import type { Job, Ports } from './ports.ts';

type Found = { shop: string; pid: string };

/** Events that SQS would not take when they came: sent again, then forgotten. Sent twice they do no harm. */
export const parked: Job = (ports, untilMs) =>
  inBatches(ports.due('parked', ports.now()), { untilMs, now: ports.now }, async (batch) => {
    await Promise.all(
      batch.map(async ({ pk }) => {
        const event = await ports.parking.get(pk);
        if (event === undefined) return;
        await ports.sendEvent(event);
        await ports.parking.remove(pk);
      }),
    );
    return batch.length;
  });

/** Orders whose time has come, or whose message or worker was lost. */
export const dueOrders: Job = (ports, untilMs) =>
  inBatches(ports.due('thanku', ports.now()), { untilMs, now: ports.now }, async (batch) => {
    const found = await each(batch, async ({ shop, pid }) => {
      const { changed } = await ports.store.thanku.change(keys.thanku(shop, pid), (row) => woken(row, ports.now()));
      return changed ? { shop, pid } : undefined;
    });
    if (found.length > 0) await ports.wakeOrders(found);
    return found.length;
  });

/** Receipts whose time has come, or whose message or worker was lost. */
export const dueReceipts: Job = (ports, untilMs) =>
  inBatches(ports.due('receipt', ports.now()), { untilMs, now: ports.now }, async (batch) => {
    const found = await each(batch, async ({ shop, pid }) => {
      const change = await ports.store.receipt.change(keys.receipt(shop, pid), (row) => receiptWoken(row, ports.now()));
      return change.changed ? { shop, pid, credential: change.row.credential } : undefined;
    });
    for (const [credential, orders] of Map.groupBy(found, (receipt) => receipt.credential)) {
      await ports.wakeReceipts(credential, orders);
    }
    return found.length;
  });

/** Orders that are through, but whose worker died before it took away what nobody needs any more. */
export const tombstones: Job = (ports, untilMs) =>
  inBatches(ports.due('settle', ports.now()), { untilMs, now: ports.now }, async (batch) => {
    await each(batch, ({ shop, pid }) => settle(ports.store, shop, pid, ports.now()));
    return batch.length;
  });

/** How long what failed keeps its personal data, for an operator to put it right. */
export const repairMs = 30 * 24 * 3600 * 1000;

/**
 * What nobody put right within thirty days: its personal data goes, its row stays. Receipts of unknown outcome are not
 * given up: without their payload they could never be told from a missing one.
 */
export const givenUp: Job = (ports, untilMs) =>
  inBatches(ports.due('stuck', ports.now() - repairMs), { untilMs, now: ports.now }, async (batch) => {
    const found = await Promise.all(batch.map(({ pk, sk }) => giveUp(ports, { pk, sk })));
    return found.filter(Boolean).length;
  });

const unlisted = <Row extends { dueKind?: string | undefined }>(row: Row): Row | undefined =>
  row.dueKind === 'stuck' ? { ...row, dueKind: undefined, dueAt: undefined } : undefined;

async function giveUp({ store }: Ports, key: Key): Promise<boolean> {
  const order = orderOf(key.pk);
  if (order === undefined) {
    await store.exportRequests.delete(key);
    return true;
  }
  const { shop, pid } = order;
  if ((await store.receipt.get(keys.receipt(shop, pid)))?.state === 'unknown') return false;
  await store.payload.delete(keys.payload(shop, pid));
  await store.thanku.change(keys.thanku(shop, pid), unlisted);
  await store.receipt.change(keys.receipt(shop, pid), unlisted);
  return true;
}

/** More than this many stuck rows are not counted each minute. */
const countedAtMost = 1000;

/** Says what waits for a person, so that every run's log tells it. */
export const stuck: Job = async (ports, untilMs) => {
  const counts: Record<string, number> = {};
  let seen = 0;
  for await (const { sk } of ports.due('stuck', ports.now())) {
    if (seen >= countedAtMost || ports.now() > untilMs) break;
    seen += 1;
    const kind =
      { 'state#thanku': 'failedOrders', 'state#receipt': 'unknownOrRejectedReceipts' }[sk] ?? 'exportRequests';
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  if (seen > 0) ports.telemetry.warn('these wait for a person', counts);
  return { done: 0, unfinished: false };
};

/** The orders among due rows, all at once; what `look` makes of each, without the `undefined`. */
async function each<Result>(
  batch: readonly DueEntry[],
  look: (order: Found) => Promise<Result | undefined>,
): Promise<Result[]> {
  const orders = batch.map(({ pk }) => orderOf(pk)).filter((order) => order !== undefined);
  const results = await Promise.all(orders.map(look));
  return results.filter((result) => result !== undefined);
}
