import { createReceipt } from '../../../../lib/partners/thanx/create-receipt.ts';
import { listReceipts } from '../../../../lib/partners/thanx/list-receipts.ts';
import { describeOutcome, unlessOk, withoutToken, type Certifying, type Flow } from './flow.ts';

/** Nobody pays it. */
const amount = '12.50';

const send = (on: Certifying, bearer: string, merchantId: string, name: string, mustFail = false) => {
  const { secret, shop, thanx } = on.subject;
  const { clientId } = secret;
  const receipt = {
    merchantId,
    amount,
    paymentType: thanx.paymentType,
    purchasedAt: new Date(on.ports.calls.now()).toISOString(),
    userComments: `${shop}/certify-${on.ports.runId}-${name}`,
  };
  return on.ask((connection, timing) => createReceipt(connection, { clientId, bearer, receipt }, timing), {
    mustFail,
  });
};

/** A receipt, and a look at how it stands. */
export const receipt: Flow = {
  name: 'receipt',
  title: 'submit a receipt, and list the receipts',
  async run(on) {
    const { bearer } = on;
    if (bearer === undefined) return withoutToken;
    const { secret, thanx } = on.subject;
    const { clientId } = secret;
    const { merchantId } = thanx;
    const submitted = await send(on, bearer, merchantId, 'receipt');
    const listed = await on.ask((connection, timing) =>
      listReceipts(connection, { clientId, bearer, merchantId, page: 1 }, timing),
    );
    return unlessOk(submitted) ?? unlessOk(listed);
  },
};

/** A receipt that Thanx can't accept: the order has failed, and isn't sent again. */
export const rejectedReceipt: Flow = {
  name: 'rejected-receipt',
  title: 'submit a receipt that Thanx rejects',
  async run(on) {
    const { bearer } = on;
    if (bearer === undefined) return withoutToken;
    const outcome = await send(on, bearer, 'no-such-merchant', 'rejected', true);
    return outcome.kind === 'rejected' ? undefined : describeOutcome(outcome);
  },
};
