import * as z from 'zod';
import { thankuSk } from '../../lib/store/keys.ts';
import { names } from '../stage.ts';
import { firstOf, type Invariant } from './invariant.ts';
import { rowOf } from './rows.ts';

/** A due probe wakes an order every two minutes, possibly the same one. The order's own retries come on top. */
const mostWakeUps = 20;
const halfAnHourMs = 30 * 60_000;
/** Nothing waits longer by itself: `holdHours` is one hour in a run, and an order behind an open circuit is checked every 12 hours. */
const longestWaitMs = 13 * 3_600_000;
/** Wix hangs up after this. */
const mostAnswerMs = 1250;

const Held = z.object({ hold: z.object({ reason: z.string() }).optional() });

/** Whether a circuit is open because a secret is missing. */
const lacksSecret = (row: Record<string, unknown>): boolean => Held.safeParse(row).data?.hold?.reason === 'no-secret';

/** How often a secret is read without the cache, at most. Clocks differ. */
const lookedForMs = 31_000;

/** thankflow causes no floods, and forgets nothing: no order that an operator replays or imports, and no secret that can't be read for a while. */
export const loadInvariants: Invariant[] = [
  {
    name: 'no-flood',
    promise:
      'No queue gets more than 20 wake-ups of an order within half an hour, not counting those that an operator sends back.',
    always({ world }) {
      return firstOf(world.messages.wokenMs, ([woken, wokenMs]) => {
        const most = mostWakeUps + world.letters.wakeUps(woken.split(' ')[1] ?? '');
        const first = wokenMs.at(-most - 1);
        const lastMs = wokenMs.at(-1) ?? 0;
        return first !== undefined && lastMs - first < halfAnHourMs
          ? `${woken} was woken ${most + 1} times within ${lastMs - first} ms`
          : undefined;
      });
    },
  },
  {
    name: 'looked-at-in-time',
    promise: 'An unfinished ThankU is checked again within 13 hours.',
    always({ world }) {
      const { row } = world.orders.lastWrite();
      if (row['sk'] !== thankuSk || row['dueKind'] !== 'thanku') return undefined;
      const waitMs = Number(row['dueAt']) - world.kernel.nowMs;
      return waitMs > longestWaitMs
        ? `${String(row['pid'])} is ${String(row['state'])} and looked at again only in ${Math.round(waitMs / 60_000)} min`
        : undefined;
    },
  },
  {
    name: 'refuses-what-is-old-or-forged',
    promise: 'Ingest accepts nothing that was signed long ago, or with another secret.',
    always({ taken }) {
      const last = taken.at(-1);
      return (last?.kind === 'replayed' || last?.kind === 'forged') && last.status === 200
        ? `a webhook about ${last.order.orderId} that was ${last.kind} was accepted`
        : undefined;
    },
  },
  {
    name: 'answers-in-time',
    promise: 'Ingest answers within 1,250 ms, whatever AWS does.',
    always({ world, taken }) {
      const last = taken.at(-1);
      if (last === undefined) return undefined;
      const tookMs = last.atMs - last.postedMs;
      // If time passes although a process could run, the duration says nothing about ingest.
      return tookMs > mostAnswerMs && !world.drawnFaults.includes('slow')
        ? `the answer to ${last.kind} of ${last.order.orderId} took ${tookMs} ms`
        : undefined;
    },
  },
  {
    name: 'letters-are-worked-off',
    promise:
      'A dead letter is deleted only after its event is back in its queue, or its order has had another attempt.',
    always: ({ world }) => world.letters.lost(),
  },
  {
    name: 'imports-are-claimed',
    promise: 'In the end, every paid order of an imported file is claimed.',
    atTheEnd: ({ world, plan }) =>
      firstOf(plan.orders, ({ shop, orderId, email, inFile }) => {
        if (inFile !== 'paid' || !world.importedShops.has(shop)) return undefined;
        if (world.ends.erasedMs.has(`${shop} ${email}`)) return undefined;
        const row = rowOf(world, shop, orderId, thankuSk);
        const isReversed = world.reversedSinceMs.has(`${shop}-${orderId}`);
        return row === undefined || (row.state === 'early' && !isReversed)
          ? `${orderId} was imported and is ${row?.state ?? 'nowhere'}`
          : undefined;
      }),
  },
  {
    name: 'signed-is-not-refused',
    promise: 'No signed webhook is refused because its secret can’t be read.',
    always({ plan, taken }) {
      const last = taken.at(-1);
      // A secret is not known before somebody has put it, nor in the half minute after the last look.
      const knownMs = (plan.webhookSecret?.putMs ?? 0) + lookedForMs;
      if (last === undefined || last.postedMs < knownMs) return undefined;
      if (last.kind === 'forged' || last.kind === 'replayed' || last.status < 400 || last.status >= 500)
        return undefined;
      return `${last.kind} of ${last.order.orderId} was answered with ${last.status}`;
    },
  },
  {
    name: 'no-secret-is-none',
    promise: 'No circuit opens for a missing secret unless somebody removed it.',
    always({ world, plan }) {
      const { row, before } = world.orders.lastWrite();
      if (row['sk'] !== 'control' || !lacksSecret(row) || (before !== undefined && lacksSecret(before)))
        return undefined;
      const isThanx = row['pk'] === `thanx#${names.credential}`;
      const what = isThanx ? plan.thanx.credential?.what : plan.wallet?.what;
      return what === 'removed' ? undefined : `${String(row['pk'])} has an open circuit for a secret that exists`;
    },
  },
];
