import { InvalidArgumentError } from 'commander';
import { ThankflowError } from '../../lib/errors.ts';
import { failedReasons } from '../../lib/notify/state.ts';
import { didYouMean } from '../../lib/nearest.ts';
import { basketReasons, giftCardReasons, receiptReasons, thankuReasons } from '../../lib/order/reasons.ts';

/** Finds baskets that were refunded at the shop, of which Thanx can't be told any more. */
export const refundMissedReason = 'refund-missed';

/** The reasons in rows. A partner's own codes are possible too. */
const orderReasons: readonly string[] = [
  ...[thankuReasons, receiptReasons, basketReasons, giftCardReasons]
    .flatMap((reasons) => Object.values<readonly string[]>(reasons))
    .flat(),
  refundMissedReason,
];

/** All of them, and one that may be a partner's own code. */
export const reasonsWith = (reason = ''): string[] =>
  [...new Set([...orderReasons, reason])].filter((one) => one !== '').toSorted();

const deadLetterReasons: readonly string[] = [
  'dead-event',
  'dead-wake-up',
  'letter-unreadable',
  ...thankuReasons.failed,
  ...receiptReasons.rejected,
  ...basketReasons.rejected.map((reason) => `basket-${reason}`),
  ...basketReasons['refund-failed'].map((reason) => `basket-refund-${reason}`),
  ...giftCardReasons.rejected.map((reason) => `gift-card-${reason}`),
  ...failedReasons.map((reason) => `notification-${reason}`),
];

const unknownReason = (text: string, known: readonly string[]): string =>
  `there is no reason "${text}"${didYouMean(text, known)}; there are ${known.join(', ')}`;

/** For options: a reason that a dead letter can have. */
export function deadLetterReason(text: string): string {
  if (deadLetterReasons.includes(text)) return text;
  throw new InvalidArgumentError(`${unknownReason(text, deadLetterReasons)}. To say why, use --why.`);
}

/** Refuses a reason that no order can have. @param seen the reasons that were found, including partners' codes */
export function refuseUnknownReason(asked: string, seen: ReadonlySet<string>): void {
  const names = [...new Set([...seen, ...orderReasons])].toSorted();
  if (!names.includes(asked)) throw new ThankflowError('usage', unknownReason(asked, names));
}
