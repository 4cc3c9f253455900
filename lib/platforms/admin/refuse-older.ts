import { AdminRefusal } from './refusal.ts';

/**
 * Refuses an order from before the change that was listed. It may say that the order isn't paid, and the order would be left out.
 * @param changedAt of the answer
 * @param listedAt `undefined`: it wasn't listed
 * @throws AdminRefusal `unavailable`
 */
export function refuseOlder(changedAt: string | undefined, listedAt: string | undefined): void {
  if (changedAt === undefined || listedAt === undefined || Date.parse(changedAt) >= Date.parse(listedAt)) return;
  throw new AdminRefusal(
    'unavailable',
    'the answer is older than the list of orders: a cache in front of the shop may give it',
  );
}
