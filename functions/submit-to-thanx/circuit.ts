import { openedCircuit, probeEveryMs, type OpenCircuit } from '../../lib/circuit/circuit.ts';
import { probeAgain } from '../../lib/circuit/trial.ts';
import { watchScope } from '../../lib/circuit/watch.ts';
import { lastRecheckAt } from '../../lib/order/stops.ts';
import { circuitReason, type Lacking } from '../../lib/secrets/lacking.ts';
import type { Ports } from './ports.ts';

/**
 * Opens the circuit, because nothing with this credential can succeed until somebody acts. One order probes every 15
 * minutes. Returns until when the refused order waits, epoch ms; all others probe first.
 */
export async function openCircuit(
  ports: Ports,
  reason: OpenCircuit['reason'] | Lacking,
  status?: number,
): Promise<number> {
  const nowMs = ports.now();
  const probeAt = nowMs + probeEveryMs;
  const { credentialName: credential } = ports;
  await watchScope(ports.store.scopeWatches, { what: 'credential', credential }, probeAt);
  await ports.control.change((control) => ({
    ...control,
    hold: openedCircuit(control.hold, { reason: circuitReason(reason), probeAt }, nowMs),
  }));
  ports.telemetry.error('Thanx credential held: it refuses everything', { credential, reason, status });
  ports.telemetry.count('CredentialHeld');
  return lastRecheckAt(nowMs);
}

/** Closes the circuit if it opened for one of `reasons` (default: any). Housekeeping expedites waiting work. */
export async function closeCircuit(
  { control, store, credentialName: credential, now }: Ports,
  reasons?: readonly OpenCircuit['reason'][],
): Promise<void> {
  let isClosed = false;
  await control.change((state) => {
    isClosed = state.hold !== undefined && (reasons?.includes(state.hold.reason) ?? true);
    return isClosed ? { ...state, hold: undefined } : undefined;
  });
  if (isClosed) await watchScope(store.scopeWatches, { what: 'credential', credential }, now());
}

/** The receipt that was to probe the circuit (open since `since`) sent nothing, so another one may probe now. */
export async function giveProbeBack({ control, store, credentialName: credential, now }: Ports, since: string) {
  const nowMs = now();
  await watchScope(store.scopeWatches, { what: 'credential', credential }, nowMs);
  await control.change((state) => probeAgain(state, since, nowMs));
}

/**
 * Whether the circuit of the credential, or of a shop's fixed token, is open. Searching and polling must not use up the
 * probe, because only a submitted receipt closes a circuit.
 */
export async function isCircuitOpen({ control, fixedTokens }: Ports, tokenOf: string | undefined): Promise<boolean> {
  if ((await control.get()).hold !== undefined) return true;
  return tokenOf !== undefined && (await fixedTokens.control(tokenOf).get()).hold !== undefined;
}
