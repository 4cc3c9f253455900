import { orderOf, type DueEntry } from '../../lib/store/due.ts';
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

/** Events that SQS would not take when they came, or that waited for a person: sent again, then forgotten. Sent twice they do no harm. */
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
