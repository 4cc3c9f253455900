import { isOpen, type NoticesState } from '../../lib/notify/state.ts';
import { stillStopped } from '../../lib/notify/stopping.ts';
import { woken } from '../../lib/notify/transitions.ts';
import { recheckAt } from '../../lib/order/waiting.ts';
import { noticesAt } from '../../lib/store/keys.ts';
import { gate } from './gate.ts';
import { inBatches } from './in-batches.ts';
import { inTurn } from './in-turn.ts';
import type { Job } from './ports.ts';

/** Wakes notify-shop for notices that are due, or whose message or worker was lost. As with orders, the wake-up is sent before the row is marked. */
export const dueNotices: Job = (ports, untilMs) => {
  const { store, due, wakeNotices, now, random } = ports;
  const mayGo = gate(ports);
  return inBatches(
    inTurn(due('notify', now())),
    { untilMs, now },
    {
      async look({ pk, sk }) {
        const key = { pk, sk };
        const of = noticesAt(key);
        const row = of && (await store.notices.get(key));
        if (of === undefined || row === undefined || woken(row, now()) === undefined) return undefined;
        if (await mayOneGo(mayGo, row, now())) return { key, of };
        await store.notices.change(key, (held) => stillStopped(held, recheckAt(now(), random()), now()));
        return undefined;
      },
      send: (found) => wakeNotices(found.map(({ of }) => of)),
      mark: ({ key }) => store.notices.change(key, (row) => woken(row, now())),
    },
  );
};

/** Whether not every due delivery waits for a pause, or for the circuit of its target. */
async function mayOneGo(
  mayGo: ReturnType<typeof gate>,
  { shop, deliveries }: NoticesState,
  nowMs: number,
): Promise<boolean> {
  const due = deliveries.filter((one) => isOpen(one) && one.notBefore <= nowMs);
  if (due.length === 0 || due.some(({ waitsFor }) => waitsFor === undefined)) return true;
  for (const target of new Set(due.map((one) => one.target)))
    if (await mayGo([{ what: 'target', shop, target }])) return true;
  return false;
}
