import type { Part, Standing } from '../../lib/order/standing.ts';

/** An order's outcomes, best first. The keys are in the output of `--json`. */
export const orderOutcomes = {
  thanked: 'thanked (and its receipt or basket sent, if any)',
  simulated: 'simulated',
  skipped: 'skipped: nothing is to be sent',
  retrying: 'waiting for the next attempt, which is automatic',
  held: 'waiting: paused, stopped by an open circuit, or until it can no longer be cancelled',
  'receipt-unknown': 'its receipt’s outcome is unknown, and thankflow is looking for it at Thanx',
  early: 'not paid yet, as far as the platform has said',
  'needs-look': 'a person has to look into it',
  'receipt-stuck': 'its receipt’s outcome is unknown, and a person has to find out',
  'receipt-rejected': 'its receipt was rejected',
  'basket-rejected': 'its basket was refused',
  'basket-refund-failed': 'the refund of its basket was refused',
  'gift-card-rejected': 'a gift card was rejected',
  failed: 'its ThankU failed',
  'not-claimed': 'no row yet: its event is still on the queue, or the claim refused it',
  unseen: 'not checked: waiting ended before',
} as const;
export type OrderOutcome = keyof typeof orderOutcomes;

export const isThrough = (outcome: OrderOutcome): boolean => ['thanked', 'simulated', 'skipped'].includes(outcome);

/** Returns an order's outcome. @param whole from `standingOf` */
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
      return whole.code === 'basket-refund-failed' ? whole.code : failedParts[whole.part];
    case 'unclaimed':
      return 'not-claimed';
  }
}

const failedParts = {
  thanku: 'failed',
  receipt: 'receipt-rejected',
  basket: 'basket-rejected',
  'gift-cards': 'gift-card-rejected',
} as const satisfies Record<Part, OrderOutcome>;

/** Whether a part will change soon. @param soonMs by when, epoch ms */
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
