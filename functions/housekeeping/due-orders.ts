import { recheckAt } from '../../lib/order/waiting.ts';
import { isStopped, stillStopped } from '../../lib/order/thanku/stopping.ts';
import { woken } from '../../lib/order/thanku/settling.ts';
import { keys } from '../../lib/store/keys.ts';
import { gate } from './gate.ts';
import { inBatches, ofOrder } from './in-batches.ts';
import { inTurn } from './in-turn.ts';
import type { Job } from './ports.ts';

/**
 * Wakes orders that are due, or whose message or worker was lost. The wake-up is sent before the row is marked: a crash in between costs a
 * second wake-up, and an order whose wake-up wasn't sent is still due.
 */
export const dueOrders: Job = (ports, untilMs) => {
  const { store, now, random } = ports;
  const mayGo = gate(ports);
  return inBatches(
    inTurn(ports.due('thanku', now())),
    { untilMs, now },
    {
      look: ofOrder(async ({ shop, pid }) => {
        const key = keys.thanku(shop, pid);
        const row = await store.thanku.get(key);
        if (row === undefined || woken(row, now()) === undefined) return undefined;
        if (isStopped(row) && !(await mayGo([{ what: 'thanku', shop }]))) {
          await store.thanku.change(key, (held) => stillStopped(held, recheckAt(now(), random()), now()));
          return undefined;
        }
        return { shop, pid };
      }),
      send: ports.wakeOrders,
      mark: ({ shop, pid }) => store.thanku.change(keys.thanku(shop, pid), (row) => woken(row, now())),
    },
  );
};
