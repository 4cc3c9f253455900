import { withoutPayments, type Basket } from '../../../../lib/order/basket/plan.ts';
import type { BasketStanding } from '../../../../lib/partners/thanx/basket-reversal.ts';
import { createBasket } from '../../../../lib/partners/thanx/create-basket.ts';
import { describeOutcome, unlessOk, withoutToken, type Certifying, type Flow } from './flow.ts';

const subtotal = '12.50';
const refundedPart = '2.50';

/** An order that nobody paid. */
function basketOf({ subject, ports }: Certifying, name: string, locationUid: string): Basket {
  const at = new Date(ports.calls.now()).toISOString();
  return {
    id: `${subject.shop}.certify-${ports.runId}-${name}`,
    orderTimestamp: at,
    locationUid,
    items: [
      { id: 'certify-1', name: 'Certification item 1', price: '10.00' },
      { id: 'certify-2', name: 'Certification item 2', price: refundedPart },
    ],
    subtotal,
    payments: [{ issuer: 'visa', last4: '1111', amount: '13.75', authorizedAt: at }],
  };
}

async function send(on: Certifying, basket: Basket, standings: readonly BasketStanding[], mustFail = false) {
  const { bearer } = on;
  const { merchantKey } = on.subject;
  if (bearer === undefined) return withoutToken;
  if (merchantKey === undefined) return 'there is no merchant key, so nothing was sent';
  for (const standing of standings) {
    // As the functions do.
    const sent = standing.refunded === undefined ? basket : withoutPayments(basket);
    const outcome = await on.ask(
      (connection, timing) => createBasket(connection, { merchantKey, bearer, basket: sent, standing }, timing),
      { to: 'loyalty', mustFail },
    );
    if (mustFail) return outcome.kind === 'rejected' ? undefined : describeOutcome(outcome);
    const problem = unlessOk(outcome);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

const locationOf = ({ subject }: Certifying): string => subject.thanx.locationUid ?? '';

/** Sent twice, as after an answer that was lost, and then refunded. */
export const basketTwice: Flow = {
  name: 'basket-twice',
  title: 'bill a basket, send it again, and refund it in full',
  run: (on) => send(on, basketOf(on, 'twice', locationOf(on)), [{}, {}, { refunded: subtotal }]),
};

export const partialRefund: Flow = {
  name: 'partial-refund',
  title: 'bill a basket, and refund a part of it',
  run: (on) => send(on, basketOf(on, 'part', locationOf(on)), [{}, { refunded: refundedPart }]),
};

/** A basket that Thanx can't accept: the order has failed, and isn't sent again. */
export const rejectedBasket: Flow = {
  name: 'rejected-basket',
  title: 'send a basket that Thanx rejects',
  run: (on) => send(on, basketOf(on, 'rejected', 'no-such-location'), [{}], true),
};
