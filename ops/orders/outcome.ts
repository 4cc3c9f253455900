import { InvalidArgumentError } from 'commander';
import { ThankflowError } from '../../lib/errors.ts';
import { didYouMean } from '../../lib/nearest.ts';
import { giftCardReasons, receiptReasons, thankuReasons } from '../../lib/order/reasons.ts';
import type { Part, Standing } from '../../lib/order/standing.ts';

/** What rows give as their reason. A partner's own codes may be there too. */
const orderReasons: readonly string[] = [thankuReasons, receiptReasons, giftCardReasons]
  .flatMap((reasons) => Object.values<readonly string[]>(reasons))
  .flat();

/** What dead letters give as theirs. */
const deadLetterReasons: readonly string[] = [
  'dead-event',
  'dead-wake-up',
  'letter-unreadable',
  ...thankuReasons.failed,
  ...receiptReasons.rejected,
  ...giftCardReasons.rejected.map((reason) => `gift-card-${reason}`),
];

const unknownReason = (text: string, known: readonly string[]): string =>
  `there is no reason "${text}"${didYouMean(text, known)}; there are ${known.join(', ')}`;

/** For options: a reason that a dead letter can have. */
export function deadLetterReason(text: string): string {
  if (deadLetterReasons.includes(text)) return text;
  throw new InvalidArgumentError(`${unknownReason(text, deadLetterReasons)}. To say why, use --why.`);
}

/** Refuses a reason that no order has and none could have. @param seen those that were met while looking: a partner's codes too */
export function refuseUnknownReason(asked: string, seen: ReadonlySet<string>): void {
  const names = [...new Set([...seen, ...orderReasons])].toSorted();
  if (!names.includes(asked)) throw new ThankflowError('usage', unknownReason(asked, names));
}

/** What an order came to, best first. The keys are in the output of `--json`. */
export const orderOutcomes = {
  thanked: 'thanked (and receipt sent, if any)',
  simulated: 'simulated',
  skipped: 'skipped: nothing is to be sent',
  retrying: 'waiting for the next attempt, which is automatic',
  held: 'waiting: paused, stopped by an open circuit, or until it can no longer be cancelled',
  'receipt-unknown': 'its receipt’s outcome is unknown, and thankflow is looking for it at Thanx',
  early: 'not paid yet, as far as the platform has said',
  'needs-look': 'a person has to look into it',
  'receipt-stuck': 'its receipt’s outcome is unknown, and a person has to find out',
  'receipt-rejected': 'its receipt was rejected',
  'gift-card-rejected': 'a gift card was rejected',
  failed: 'its ThankU failed',
  'not-claimed': 'no row yet: its event is still on the queue, or the claim refused it',
  unseen: 'not checked: waiting ended before',
} as const;
export type OrderOutcome = keyof typeof orderOutcomes;

export const isThrough = (outcome: OrderOutcome): boolean => ['thanked', 'simulated', 'skipped'].includes(outcome);

/** What an order came to. @param whole as `standingOf` gives it */
export function orderOutcome(whole: Standing): OrderOutcome {
  switch (whole.phase) {
    case 'through':
      return whole.as === 'simulated' || whole.as === 'skipped' ? whole.as : 'thanked';
    case 'attempting':
    case 'waiting':
      return 'retrying';
    case 'cooling-off':
    case 'stopped':
      return 'held';
    case 'searching':
      return 'receipt-unknown';
    case 'early':
      return 'early';
    case 'unresolved':
      return whole.part === 'thanku' ? 'needs-look' : 'receipt-stuck';
    case 'failed':
      return failedParts[whole.part];
    case 'unclaimed':
      return 'not-claimed';
  }
}

const failedParts = {
  thanku: 'failed',
  receipt: 'receipt-rejected',
  'gift-cards': 'gift-card-rejected',
} as const satisfies Record<Part, OrderOutcome>;

/** Whether a part will change soon. @param soonMs until when that counts as soon, epoch ms */
export function isMoving(standing: Standing, soonMs: number): boolean {
  switch (standing.phase) {
    case 'attempting':
    case 'unclaimed':
    case 'early':
      return true;
    case 'waiting':
    case 'cooling-off':
    case 'stopped':
      return standing.untilMs <= soonMs;
    case 'through':
    case 'searching':
    case 'unresolved':
    case 'failed':
      return false;
  }
}
