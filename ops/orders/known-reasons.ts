import { ThankflowError } from '../../lib/errors.ts';
import { didYouMean } from '../../lib/nearest.ts';
import { giftCardReasons, receiptReasons, thankuReasons } from '../../lib/order/reasons.ts';

/** What rows give as their reason. A partner's own codes may be there too. */
export const orderReasons: readonly string[] = [thankuReasons, receiptReasons, giftCardReasons]
  .flatMap((reasons) => Object.values<readonly string[]>(reasons))
  .flat();

/** What dead letters give as theirs. */
export const deadLetterReasons: readonly string[] = [
  'dead-event',
  'dead-wake-up',
  'letter-unreadable',
  ...thankuReasons.failed,
  ...receiptReasons.rejected,
  ...giftCardReasons.rejected.map((reason) => `gift-card-${reason}`),
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
