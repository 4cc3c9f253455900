import * as z from 'zod';
import { names } from '../stage.ts';
import type { Invariant } from './invariant.ts';

const Held = z.object({ hold: z.object({ reason: z.string() }).optional() });

/** Whether a circuit is open because a secret is missing. */
const lacksSecret = (row: Record<string, unknown>): boolean => Held.safeParse(row).data?.hold?.reason === 'no-secret';

/** How often a secret is read without the cache, at most. Clocks differ. */
const lookedForMs = 31_000;

/** A secret that can't be read for a while doesn't count as missing. */
export const secretInvariants: Invariant[] = [
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
