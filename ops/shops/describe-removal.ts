import type { StoredSettings } from '../../lib/shops/settings-store.ts';
import { pidPrefixIn } from '../../lib/shops/stored-settings.ts';
import { number } from '../cli/words.ts';
import type { WaitingOfShop } from './waiting-of-shop.ts';

/** Whether anything waits that a removal would leave behind. */
export const isWaiting = ({ orders, stuck, events }: WaitingOfShop): boolean => orders + stuck + events > 0;

/** What of a shop waits, one line each. */
export const describeWaiting = ({ orders, stuck, receiptsAtThanx, refundable, events }: WaitingOfShop): string[] =>
  [
    [orders, 'orders whose thanks, receipts, baskets or gift cards are still to be sent'] as const,
    [stuck, 'orders that need a person: ./thankflow stuck'] as const,
    [events, 'webhooks that wait for the shop’s settings'] as const,
    [receiptsAtThanx, 'receipts that Thanx is deciding about: nothing to do'] as const,
    [refundable, 'baskets that can still be refunded: refunds are still sent'] as const,
  ].flatMap(([count, what]) => (count === 0 ? [] : [`${number(count)} ${what}`]));

/** What of a removed shop stays, one line each. */
export const describeStays = ({ shop, raw, revision }: StoredSettings): string[] => [
  'all its orders, and the pages that their links open',
  `its settings, revisions 1 to ${number(revision)}`,
  `the pid prefix “${pidPrefixIn(shop, raw) ?? 'unknown'}”, by which its orders are recognised; no other shop can use it`,
  'its secrets: cancellations, refunds and privacy requests are still processed',
];
