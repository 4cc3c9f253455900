import type { ReceiptPlan } from '../../lib/order/receipt-plan.ts';
import { deferred, type ReceiptState } from '../../lib/order/receipt-state.ts';
import { done, type Verdict } from '../../lib/queue/consume.ts';
import type { ThanxSecret } from '../../lib/secrets/secrets.ts';
import { probeEveryMs, type Hold } from '../../lib/store/control.ts';
import { permittedCall } from './permitted-call.ts';
import type { Ports } from './ports.ts';
import { errorOf, keyOf, reject, retry } from './moves.ts';

export interface About {
  plan: ReceiptPlan;
  credential: ThanxSecret;
  remainingMs: () => number;
}

/** Nothing this credential sends can succeed until somebody acts: hold it, and try one receipt every 15 minutes. */
export async function holdCredential(
  ports: Ports,
  receipt: ReceiptState,
  attemptId: string | undefined,
  reason: Hold['reason'],
  status?: number,
): Promise<Verdict> {
  const nowMs = ports.now();
  const probeAt = nowMs + probeEveryMs;
  const since = new Date(nowMs).toISOString();
  await ports.control.change((control) => ({
    ...control,
    hold: { reason, since: control.hold?.since ?? since, probeAt },
  }));
  ports.telemetry.error('Thanx credential held: it refuses everything', {
    credential: ports.credentialName,
    reason,
    status,
  });
  ports.telemetry.count('CredentialHeld');
  await ports.store.receipt.change(keyOf(receipt), (row) =>
    deferred(row, attemptId, probeAt, nowMs, errorOf(ports, reason, status), false),
  );
  return done;
}

/**
 * 401 or 403: is it this customer or our credential? `GET /partner/scopes` tells. `about` is given for a receipt whose
 * fresh user token was refused; a token call that is refused has used the credential itself.
 */
export async function checkCredential(
  ports: Ports,
  receipt: ReceiptState,
  attemptId: string | undefined,
  about?: About,
): Promise<Verdict> {
  const credential = await ports.credential.refresh();
  if (credential === undefined) return await holdCredential(ports, receipt, attemptId, 'no-secret');
  if (about === undefined) return await holdCredential(ports, receipt, attemptId, 'unauthorized', 401);
  const scopes = await permittedCall(ports, about.remainingMs, (connection, timing) =>
    ports.thanx.getScopes(connection, { credential }, timing),
  );
  if (scopes.kind === 'ok') {
    return await reject(ports, receipt, attemptId, 'unauthorized', errorOf(ports, 'unauthorized', 401));
  }
  if (scopes.kind === 'unauthorized' || scopes.kind === 'moved') {
    return await holdCredential(ports, receipt, attemptId, scopes.kind, scopes.status);
  }
  return await retry(ports, receipt, attemptId, errorOf(ports, 'unauthorized', 401));
}
