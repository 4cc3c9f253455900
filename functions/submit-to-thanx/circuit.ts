import { openedCircuit, probeEveryMs, passage, type OpenCircuit } from '../../lib/circuit/circuit.ts';
import { probeAgain } from '../../lib/circuit/trial.ts';
import { watchScope } from '../../lib/circuit/watch.ts';
import { lastRecheckAt } from '../../lib/order/stops.ts';
import { circuitReason, secretOrLack, type Lacking } from '../../lib/secrets/secrets.ts';
import type { Ports } from './ports.ts';
import { lastError } from '../../lib/order/history.ts';
import type { ReceiptState } from '../../lib/order/receipt/state.ts';
import { deferred } from '../../lib/order/receipt/transitions.ts';
import type { UserToken } from '../../lib/partners/thanx/partner-api.ts';
import type { Verdict } from '../../lib/queue/consume.ts';
import { isCircuitClosed, receiptWaits } from './stops.ts';

/** The circuit of the credential or, with `tokenOf`, of that shop's fixed token. */
const circuitOf = ({ control, fixedTokens, credentialName: credential }: Ports, tokenOf: string | undefined) =>
  tokenOf === undefined
    ? {
        control,
        scope: { what: 'credential' as const, credential },
        says: 'Thanx credential held: it refuses everything',
      }
    : {
        control: fixedTokens.control(tokenOf),
        scope: { what: 'user-token' as const, credential, shop: tokenOf },
        says: "a shop's fixed Thanx token is held: no receipt of the shop can be made",
      };

/**
 * Nothing that this credential sends, or with `tokenOf` nothing of that shop's fixed token, can succeed until somebody acts: from now on one
 * order probes every 15 minutes. Returns until when the order that met it waits, epoch ms: the others have their turn first.
 */
export async function openCircuit(
  ports: Ports,
  reason: OpenCircuit['reason'] | Lacking,
  status?: number,
  tokenOf?: string,
): Promise<number> {
  const nowMs = ports.now();
  const probeAt = nowMs + probeEveryMs;
  const { control, scope, says } = circuitOf(ports, tokenOf);
  await watchScope(ports.store.scopeWatches, scope, probeAt);
  await control.change((state) => ({
    ...state,
    hold: openedCircuit(state.hold, { reason: circuitReason(reason), probeAt }, nowMs),
  }));
  const { what: _, ...whose } = scope;
  ports.telemetry.error(says, { ...whose, reason, status });
  ports.telemetry.count('CredentialHeld');
  return lastRecheckAt(nowMs);
}

/**
 * The credential, or with `tokenOf` that shop's fixed token, works again: housekeeping expedites what waited.
 * @param only.reasons closes only a circuit that opened for one of these
 */
export async function closeCircuit(
  ports: Ports,
  only: { tokenOf?: string; reasons?: readonly OpenCircuit['reason'][] } = {},
): Promise<void> {
  const { control, scope } = circuitOf(ports, only.tokenOf);
  let isClosed = false;
  await control.change((state) => {
    isClosed = state.hold !== undefined && (only.reasons?.includes(state.hold.reason) ?? true);
    return isClosed ? { ...state, hold: undefined } : undefined;
  });
  if (isClosed) await watchScope(ports.store.scopeWatches, scope, ports.now());
}

/** A receipt was to probe the circuit that opened at `since`, and asked Thanx nothing: another one may probe now. */
export async function giveProbeBack({ control, store, credentialName: credential, now }: Ports, since: string) {
  const nowMs = now();
  await watchScope(store.scopeWatches, { what: 'credential', credential }, nowMs);
  await control.change((state) => probeAgain(state, since, nowMs));
}

/**
 * Whether the circuit of the credential, or of a shop's fixed token, is open. Looking at receipts must not use up the one probe in 15
 * minutes: only a receipt that is submitted closes a circuit.
 */
export async function isCircuitOpen({ control, fixedTokens }: Ports, tokenOf: string | undefined): Promise<boolean> {
  if ((await control.get()).hold !== undefined) return true;
  return tokenOf !== undefined && (await fixedTokens.control(tokenOf).get()).hold !== undefined;
}

/** The circuit of the shop's token is open: its receipts wait on their rows until `untilMs`, or until it closes. */
export type TokenStopped = { kind: 'held'; untilMs: number };

/** The one token that makes all of a shop's receipts. It comes from a secret and can't be minted again: an open circuit waits for a person. */
export async function fixedToken(ports: Ports, shop: string): Promise<{ kind: 'ok'; value: UserToken } | TokenStopped> {
  const control = ports.fixedTokens.control(shop);
  const way = await passage(await control.get(), control, ports.now(), ports.random());
  if (!way.pass) return { kind: 'held', untilMs: way.untilMs };
  const found = await secretOrLack(ports.fixedTokens.get(shop));
  if ('lacks' in found) return { kind: 'held', untilMs: await openCircuit(ports, found.lacks, undefined, shop) };
  return { kind: 'ok', value: { accessToken: found.secret.token, expiresAtMs: Infinity } };
}

/** After a 401: whether somebody has put another token in the meantime. */
export async function fixedTokenRotated(ports: Ports, shop: string, refused: UserToken): Promise<boolean> {
  const found = await secretOrLack(ports.fixedTokens.refresh(shop));
  if ('lacks' in found || found.secret.token === refused.accessToken) return false;
  await closeCircuit(ports, { tokenOf: shop });
  return true;
}

/** The credential works and the shop's token doesn't: this shop's receipts wait, and one of them probes every 15 minutes. */
export async function fixedTokenRefused(ports: Ports, receipt: ReceiptState, status: number): Promise<Verdict> {
  const untilMs = await openCircuit(ports, 'unauthorized', status, receipt.shop);
  const error = lastError({ code: 'fixed-token-refused', status }, ports.now());
  return await receiptWaits(ports, receipt, isCircuitClosed(ports.fixedTokens.control(receipt.shop)), (row) =>
    deferred(row, undefined, untilMs, ports.now(), { error, byMessage: false, waitsFor: 'hold' }),
  );
}
