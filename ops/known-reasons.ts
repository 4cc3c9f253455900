import { SkipReason } from '../lib/order/thanks.ts';
import { ThankflowError } from '../lib/errors.ts';
import { didYouMean } from '../lib/order/nearest.ts';

/** What rows give as their reason. A partner's own codes come to these. */
export const orderReasons: readonly string[] = [
  ...SkipReason.options,
  'cancelled',
  'duplicate',
  'erased',
  'fixed-token',
  'gave-up',
  'gift-card-amount-unknown',
  'no-email',
  'no-settings',
  'not-a-member',
  'not-configured',
  'paid-by-gift-card',
  'refunded',
  'rejected',
  'simulated',
  'test-order',
  'unauthorized',
  'unpaid',
  'waiting-for-cancellations',
  'worker-died',
];

/** What dead letters give as theirs. */
export const deadLetterReasons: readonly string[] = [
  'dead-event',
  'dead-wake-up',
  'gave-up',
  'letter-unreadable',
  'not-a-member',
  'rejected',
  'unauthorized',
];

/** Refuses reasons that nothing has and nothing could have. @param seen those that were met while looking */
export function refuseUnknownReasons(
  asked: readonly string[],
  known: readonly string[],
  seen: ReadonlySet<string>,
): void {
  const names = [...new Set([...seen, ...known])].toSorted();
  const unknown = asked.find((reason) => !names.includes(reason));
  if (unknown === undefined) return;
  throw new ThankflowError(
    'usage',
    `there is no reason "${unknown}"${didYouMean(unknown, names)}; there are ${names.join(', ')}`,
  );
}
