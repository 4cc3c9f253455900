import { AdminRefusal } from './refusal.ts';

/**
 * Refuses an order from before the change that a list or a notification reported. It may say that the order isn't paid, and the order would be left out.
 * @param changedAt of the answer
 * @param listedAt `undefined`: nobody knows when it changed
 * @throws AdminRefusal `outdated`
 */
export function refuseOlder(changedAt: string | undefined, listedAt: string | undefined): void {
  if (changedAt === undefined || listedAt === undefined || Date.parse(changedAt) >= Date.parse(listedAt)) return;
  throw new AdminRefusal(
    'outdated',
    "the answer is older than the order's change: a cache in front of the shop may give it",
  );
}
