import { noticesAt } from '../../lib/store/keys.ts';
import { woken } from '../../lib/notify/transitions.ts';
import { inBatches } from './in-batches.ts';
import type { Job } from './ports.ts';

/** Wakes notify-shop for notices that are due, or whose message or worker was lost. As with orders, the wake-up is sent before the row is marked. */
export const dueNotices: Job = ({ store, due, wakeNotices, now }, untilMs) =>
  inBatches(
    due('notify', now()),
    { untilMs, now },
    {
      async look(key) {
        const of = noticesAt(key);
        const row = of && (await store.notices.get(key));
        return of === undefined || row === undefined || woken(row, now()) === undefined ? undefined : { key, of };
      },
      send: (found) => wakeNotices(found.map(({ of }) => of)),
      mark: ({ key }) => store.notices.change(key, (row) => woken(row, now())),
    },
  );
