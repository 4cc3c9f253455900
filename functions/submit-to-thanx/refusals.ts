import type { Customer } from '../../lib/order/order.ts';
import type { ReceiptPlan } from '../../lib/order/receipt/plan.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import { deferred } from '../../lib/order/receipt/transitions.ts';
import { again, type Verdict } from '../../lib/queue/consume.ts';
import { secretOrLack, type Lacking } from '../../lib/secrets/lacking.ts';
import type { ThanxSecret } from '../../lib/secrets/secrets.ts';
import type { Hold } from '../../lib/store/control.ts';
import { isLifted, receiptWaits } from './brakes.ts';
import { fixedTokenRefused } from './fixed-token.ts';
import { permittedCall } from '../../lib/partners/thanx/permitted-call.ts';
import type { Ports } from './ports.ts';
import { putHold } from './put-hold.ts';
import { errorOf, keyOf, reject, retry } from './moves.ts';
import type { Followed } from './record-submitted.ts';

export interface About {
  plan: ReceiptPlan;
  credential: ThanxSecret;
  /** Whose receipt it is: what Thanx says of them is not to be stored. */
  customer: Customer;
  followed: Followed;
  remainingMs: () => number;
}

/** Nothing this credential sends can succeed until somebody acts: hold it, and try one receipt every 15 minutes. */
export async function holdCredential(
  ports: Ports,
  receipt: ReceiptState,
  attemptId: string | undefined,
  reason: Hold['reason'] | Lacking,
  status?: number,
): Promise<Verdict> {
  const untilMs = await putHold(ports, reason, status);
  return await receiptWaits(ports, receipt, isLifted(ports.control), (row) =>
    deferred(row, attemptId, untilMs, ports.now(), errorOf(ports, reason, status), false, 'hold'),
  );
}

/** A token call was refused, and it used the credential itself: rotated meanwhile, or no good. */
export async function credentialRefused(ports: Ports, receipt: ReceiptState, used: ThanxSecret): Promise<Verdict> {
  const found = await secretOrLack(ports.credential.refresh());
  if ('lacks' in found) return await holdCredential(ports, receipt, undefined, found.lacks);
  const { secret: credential } = found;
  const rotated = credential.accessToken !== used.accessToken || credential.clientId !== used.clientId;
  return rotated ? again(1) : await holdCredential(ports, receipt, undefined, 'unauthorized', 401);
}

/** A fresh user token was refused: is it this customer or our credential? `GET /partner/scopes` tells. */
export async function checkCredential(
  ports: Ports,
  receipt: ReceiptState,
  attemptId: string | undefined,
  about: About,
) {
  // The refused attempt is over; what comes of the question must not make its end look unknown.
  await ports.store.receipt.change(keyOf(receipt), (row) => deferred(row, attemptId, ports.now(), ports.now()));
  const found = await secretOrLack(ports.credential.refresh());
  if ('lacks' in found) return await holdCredential(ports, receipt, undefined, found.lacks);
  const { secret: credential } = found;
  const scopes = await permittedCall(ports, about.remainingMs, (connection, timing) =>
    ports.thanx.getScopes(connection, { credential }, timing),
  );
  if (scopes.kind === 'ok') {
    if ('tokenOf' in about.plan) return await fixedTokenRefused(ports, receipt, 401);
    return await reject(ports, receipt, undefined, 'unauthorized', errorOf(ports, 'unauthorized', 401));
  }
  if (scopes.kind === 'unauthorized' || scopes.kind === 'moved') {
    return await holdCredential(ports, receipt, undefined, scopes.kind, scopes.status);
  }
  return await retry(ports, receipt, undefined, errorOf(ports, 'unauthorized', 401));
}
