import { openedCircuit, probeEveryMs, type OpenCircuit } from '../../lib/circuit/circuit.ts';
import { probeAgain } from '../../lib/circuit/trial.ts';
import { watchScope } from '../../lib/circuit/watch.ts';
import { lastRecheckAt } from '../../lib/order/waiting.ts';
import { circuitReason, type Lacking } from '../../lib/secrets/lacking.ts';
import type { CredentialControl } from '../../lib/store/control.ts';
import type { Ports } from './ports.ts';

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
        says: "a shop's own Thanx secret is missing or refused: none of its receipts and baskets can be sent",
      };

/**
 * Opens the circuit of the credential or, with `tokenOf`, of that shop's fixed token, because nothing that uses it can
 * succeed until somebody acts. One order probes every 15 minutes. Returns until when the refused order waits, epoch ms;
 * all others probe first.
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
 * Closes the circuit of the credential or, with `tokenOf`, of that shop's fixed token, if it opened for one of `reasons`
 * (default: any). Housekeeping expedites waiting work.
 * @param only.seen the circuit's row as it was just read: if it was closed, there is nothing to do
 */
export async function closeCircuit(
  ports: Ports,
  only: { tokenOf?: string; reasons?: readonly OpenCircuit['reason'][]; seen?: CredentialControl | undefined } = {},
): Promise<void> {
  if (only.seen !== undefined && only.seen.hold === undefined) return;
  const { control, scope } = circuitOf(ports, only.tokenOf);
  let isClosed = false;
  await control.change((state) => {
    isClosed = state.hold !== undefined && (only.reasons?.includes(state.hold.reason) ?? true);
    return isClosed ? { ...state, hold: undefined } : undefined;
  });
  if (isClosed) await watchScope(ports.store.scopeWatches, scope, ports.now());
}

/**
 * What was to probe the circuit (open since `since`) showed nothing, so another order may probe now. With `tokenOf`, the circuit of that shop's fixed
 * token.
 */
export async function giveProbeBack(ports: Ports, since: string, tokenOf?: string) {
  const { control, scope } = circuitOf(ports, tokenOf);
  const nowMs = ports.now();
  await watchScope(ports.store.scopeWatches, scope, nowMs);
  await control.change((state) => probeAgain(state, since, nowMs));
}

/**
 * Whether either circuit is open. Searches and polls must not use up the probe: only a receipt closes a circuit.
 * @param read the credential's control row, if it was just read
 */
export async function isCircuitOpen(
  { control, fixedTokens }: Ports,
  tokenOf: string | undefined,
  read?: CredentialControl,
): Promise<boolean> {
  if ((read ?? (await control.get())).hold !== undefined) return true;
  return tokenOf !== undefined && (await fixedTokens.control(tokenOf).get()).hold !== undefined;
}
