import * as z from 'zod';
import { names } from '../stage.ts';
import type { Invariant } from './invariant.ts';

const Held = z.object({ hold: z.object({ reason: z.string() }).optional() });

/** Whether a control row is held because a secret is missing. */
const lacksSecret = (row: Record<string, unknown>): boolean => Held.safeParse(row).data?.hold?.reason === 'no-secret';

/** A secret is read past the cache so often at most; clocks differ. */
const lookedForMs = 31_000;

/** A secret that cannot be read for a while is not a secret that is missing. */
export const secretInvariants: Invariant[] = [
  {
    name: 'signed-is-not-refused',
    promise: 'What a shop signed is not refused because its secret could not be read.',
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
    promise: 'Nothing is held for a missing secret unless somebody removed it.',
    always({ world, plan }) {
      const { row, before } = world.orders.lastWrite();
      if (row['sk'] !== 'control' || !lacksSecret(row) || (before !== undefined && lacksSecret(before)))
        return undefined;
      const isThanx = row['pk'] === `thanx#${names.credential}`;
      const what = isThanx ? plan.thanx.credential?.what : plan.wallet?.what;
      return what === 'removed' ? undefined : `${String(row['pk'])} is held for a secret that is there`;
    },
  },
];
