import { openedCircuit, passage, probeEveryMs, type OpenCircuit } from '../../lib/circuit/circuit.ts';
import { lastError } from '../../lib/order/history.ts';
import { lastRecheckAt } from '../../lib/order/stops.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import { deferred } from '../../lib/order/receipt/transitions.ts';
import type { UserToken } from '../../lib/partners/thanx/create-token.ts';
import type { Verdict } from '../../lib/queue/consume.ts';
import { circuitReason, secretOrLack, type Lacking } from '../../lib/secrets/lacking.ts';
import { watchScope, type StopScope } from '../../lib/circuit/watch.ts';
import { isCircuitClosed, receiptWaits } from './stops.ts';
import type { Ports } from './ports.ts';

/** The circuit of the shop's token is open. Its receipts wait on their rows until `untilMs`, or until it closes. */
export type TokenStopped = { kind: 'held'; untilMs: number };

/** The one token for all of a shop's receipts. It comes from a secret and can't be renewed automatically. */
export async function fixedToken(ports: Ports, shop: string): Promise<{ kind: 'ok'; value: UserToken } | TokenStopped> {
  const control = ports.fixedTokens.control(shop);
  const way = await passage(await control.get(), control, ports.now(), ports.random());
  if (!way.pass) return { kind: 'held', untilMs: way.untilMs };
  const found = await secretOrLack(ports.fixedTokens.get(shop));
  if ('lacks' in found) return { kind: 'held', untilMs: await openCircuit(ports, shop, found.lacks) };
  return { kind: 'ok', value: { accessToken: found.secret.token, expiresAtMs: Infinity } };
}

/** After a 401: whether the token has been replaced in the meantime. */
export async function fixedTokenRotated(ports: Ports, shop: string, refused: UserToken): Promise<boolean> {
  const found = await secretOrLack(ports.fixedTokens.refresh(shop));
  if ('lacks' in found || found.secret.token === refused.accessToken) return false;
  await closeFixedTokenCircuit(ports, shop);
  return true;
}

/** The credential works, but the shop's token doesn't. The shop's receipts wait, and one probes every 15 minutes. */
export async function fixedTokenRefused(ports: Ports, receipt: ReceiptState, status: number): Promise<Verdict> {
  const untilMs = await openCircuit(ports, receipt.shop, 'unauthorized', status);
  const error = lastError({ code: 'fixed-token-refused', status }, ports.now());
  return await receiptWaits(ports, receipt, isCircuitClosed(ports.fixedTokens.control(receipt.shop)), (row) =>
    deferred(row, undefined, untilMs, ports.now(), { error, byMessage: false, waitsFor: 'hold' }),
  );
}

export async function closeFixedTokenCircuit(ports: Ports, shop: string): Promise<void> {
  let isClosed = false;
  await ports.fixedTokens.control(shop).change((state) => {
    isClosed = state.hold !== undefined;
    return isClosed ? { ...state, hold: undefined } : undefined;
  });
  if (isClosed) await watchScope(ports.store.scopeWatches, scopeOf(ports, shop), ports.now());
}

const scopeOf = ({ credentialName: credential }: Ports, shop: string): StopScope => ({
  what: 'user-token',
  credential,
  shop,
});

/** Returns until when the refused receipt waits, epoch ms. All others probe first. */
async function openCircuit(
  ports: Ports,
  shop: string,
  reason: OpenCircuit['reason'] | Lacking,
  status?: number,
): Promise<number> {
  const nowMs = ports.now();
  const probeAt = nowMs + probeEveryMs;
  await watchScope(ports.store.scopeWatches, scopeOf(ports, shop), probeAt);
  await ports.fixedTokens.control(shop).change((state) => ({
    ...state,
    hold: openedCircuit(state.hold, { reason: circuitReason(reason), probeAt }, nowMs),
  }));
  const credential = ports.credentialName;
  ports.telemetry.error("a shop's fixed Thanx token is held: no receipt of the shop can be made", {
    shop,
    credential,
    reason,
    status,
  });
  ports.telemetry.count('CredentialHeld');
  return lastRecheckAt(nowMs);
}
