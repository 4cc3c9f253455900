import { expect, it } from 'vitest';
import { deadLetterReason, refuseUnknownReason } from '../../../ops/orders/outcome.ts';

const refusing =
  (reason: string, ...seen: string[]) =>
  () =>
    refuseUnknownReason(reason, new Set(seen));

it.each(['held-failures', 'waiting-for-cancellations', 'not-there', 'no-key', 'below-minimum'])(
  'takes %s for a reason, even where no order has it',
  (reason) => expect(refusing(reason)).not.toThrow(),
);

it('takes what an order has, such as a code of Thanx', () =>
  expect(refusing('card_expired', 'card_expired')).not.toThrow());

it.each(['gave-up', 'gift-card-duplicate', 'no-email', 'dead-event'])(
  'takes %s for a reason of a dead letter',
  (reason) => expect(deadLetterReason(reason)).toBe(reason),
);

it('refuses any other, with the nearest', () => {
  expect(refusing('held-failure')).toThrow('there is no reason "held-failure" (did you mean "held-failures"?)');
  expect(() => deadLetterReason('gave-upp')).toThrow('there is no reason "gave-upp" (did you mean "gave-up"?)');
});
