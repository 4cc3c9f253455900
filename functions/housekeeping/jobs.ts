import { lookupPk } from '../../lib/store/keys.ts';
import { settle } from '../../lib/store/settle.ts';
import { inBatches, ofOrder } from './in-batches.ts';
import type { Job } from './ports.ts';

/** Sends the events that SQS refused when they came, or that waited for a person, and then deletes them. Sending one twice does no harm. */
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

/** Has due orders fetched: one message for each shop, whose worker asks for all of them. */
export const fetches: Job = async (ports, untilMs) => {
  const shops = new Set<string>();
  let unfinished = false;
  for await (const { pk } of ports.due('lookup', ports.now())) {
    shops.add(pk.slice(lookupPk.length));
    unfinished = ports.now() > untilMs;
    if (unfinished) break;
  }
  if (shops.size > 0) await ports.wakeFetches([...shops]);
  return { done: shops.size, unfinished };
};

/** Settles finished orders whose worker died before it did. */
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
