import { expect, it } from 'vitest';
import { deadLetterReasons, orderReasons, refuseUnknownReasons } from '../../../ops/orders/known-reasons.ts';

const refusing = (reason: string, known: readonly string[]) => () => refuseUnknownReasons([reason], known, new Set());

it.each(['held-failures', 'waiting-for-cancellations', 'not-there', 'no-key', 'below-minimum'])(
  'takes %s for a reason, even where no order has it',
  (reason) => expect(refusing(reason, orderReasons)).not.toThrow(),
);

it.each(['gave-up', 'gift-card-duplicate', 'no-email'])('takes %s for a reason of a dead letter', (reason) =>
  expect(refusing(reason, deadLetterReasons)).not.toThrow(),
);

it('refuses any other, with the nearest', () =>
  expect(refusing('held-failure', orderReasons)).toThrow(
    'there is no reason "held-failure" (did you mean "held-failures"?)',
  ));
