import { orderOf, type DueEntry } from '../../lib/store/due.ts';
import { eraseSk, exportSk, giftCardsSk, receiptSk, redactSk, thankuSk } from '../../lib/store/keys.ts';
import { settle } from '../../lib/store/settle.ts';
import { inBatches } from './in-batches.ts';
import type { Job } from './ports.ts';

/** The order of a due row; other rows on its shelf are none of the job's business. */
export const ofOrder =
  <Found>(look: (order: { shop: string; pid: string }) => Promise<Found | undefined>) =>
  async ({ pk }: DueEntry): Promise<Found | undefined> => {
    const order = orderOf(pk);
    return order && (await look(order));
  };

/** Events that SQS would not take when they came: sent again, then forgotten. Sent twice they do no harm. */
export const parked: Job = (ports, untilMs) =>
  inBatches(
    ports.due('parked', ports.now()),
    { untilMs, now: ports.now, batchSize: 10 },
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

/** More than this many stuck rows are not counted each minute. */
const countedAtMost = 1000;

/** By how their sort keys begin. */
const kindsOfStuck: readonly (readonly [begins: string, kind: string])[] = [
  [thankuSk, 'failedOrders'],
  [receiptSk, 'unknownOrRejectedReceipts'],
  [giftCardsSk, 'rejectedGiftCards'],
  [exportSk, 'exportRequests'],
  [eraseSk, 'unfinishedErasures'],
  [redactSk, 'shopsToErase'],
];

/** Says what waits for a person, so that every run's log tells it. */
export const stuck: Job = async (ports, untilMs) => {
  const counts: Record<string, number> = {};
  let seen = 0;
  for await (const { sk } of ports.due('stuck', ports.now())) {
    if (seen >= countedAtMost || ports.now() > untilMs) break;
    seen += 1;
    const kind = kindsOfStuck.find(([begins]) => sk.startsWith(begins))?.[1] ?? 'thankusNamingErased';
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  if (seen > 0) ports.telemetry.warn('these wait for a person', counts);
  return { done: 0, unfinished: false };
};
