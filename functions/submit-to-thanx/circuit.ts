import { openedCircuit, passage, probeEveryMs, type OpenCircuit, type Passage } from '../../lib/circuit/circuit.ts';
import { probeAgain } from '../../lib/circuit/trial.ts';
import { watchScope } from '../../lib/circuit/watch.ts';
import { lastRecheckAt } from '../../lib/order/waiting.ts';
import { circuitReason, type Lacking } from '../../lib/secrets/lacking.ts';
import type { CredentialControl } from '../../lib/store/control.ts';
import type { Ports } from './ports.ts';

/** The circuit of the credential or, with `secretsOf`, of that shop's own secrets. */
const circuitOf = ({ control, shopSecretsControl, credentialName: credential }: Ports, secretsOf: string | undefined) =>
  secretsOf === undefined
    ? {
        control,
        scope: { what: 'credential' as const, credential },
        says: 'Thanx credential held: it refuses everything',
      }
    : {
        control: shopSecretsControl(secretsOf),
        scope: { what: 'user-token' as const, credential, shop: secretsOf },
        says: "a shop's own Thanx secret is missing or refused: none of its receipts and baskets can be sent",
      };

/**
 * Asks the circuit of a shop's own secrets for passage: once in an attempt, because a probe is let through once.
 * @returns also `seen`, the circuit's row as it was before
 */
export async function shopPassage(
  { shopSecretsControl, now, random }: Ports,
  shop: string,
): Promise<Passage & { seen: CredentialControl }> {
  const control = shopSecretsControl(shop);
  const seen = await control.get();
  return { ...(await passage(seen, control, now(), random())), seen };
}

/**
 * Opens the circuit of the credential or, with `secretsOf`, of that shop's own secrets, because nothing that uses them can
 * succeed until somebody acts. One order probes every 15 minutes. Returns until when the refused order waits, epoch ms;
 * all others probe first.
 */
export async function openCircuit(
  ports: Ports,
  reason: OpenCircuit['reason'] | Lacking,
  status?: number,
  secretsOf?: string,
): Promise<number> {
  const nowMs = ports.now();
  const probeAt = nowMs + probeEveryMs;
  const { control, scope, says } = circuitOf(ports, secretsOf);
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
 * Closes the circuit of the credential or, with `secretsOf`, of that shop's own secrets, if it opened for one of `reasons`
 * (default: any). Housekeeping expedites waiting work.
 * @param only.seen the circuit's row as it was just read: if it was closed, there is nothing to do
 */
export async function closeCircuit(
  ports: Ports,
  only: { secretsOf?: string; reasons?: readonly OpenCircuit['reason'][]; seen?: CredentialControl | undefined } = {},
): Promise<void> {
  if (only.seen !== undefined && only.seen.hold === undefined) return;
  const { control, scope } = circuitOf(ports, only.secretsOf);
  let isClosed = false;
  await control.change((state) => {
    isClosed = state.hold !== undefined && (only.reasons?.includes(state.hold.reason) ?? true);
    return isClosed ? { ...state, hold: undefined } : undefined;
  });
  if (isClosed) await watchScope(ports.store.scopeWatches, scope, ports.now());
}

/**
 * What was to probe the circuit (open since `since`) showed nothing, so another order may probe now. With `secretsOf`, the circuit of that shop's own
 * secrets.
 */
export async function giveProbeBack(ports: Ports, since: string, secretsOf?: string) {
  const { control, scope } = circuitOf(ports, secretsOf);
  const nowMs = ports.now();
  await watchScope(ports.store.scopeWatches, scope, nowMs);
  await control.change((state) => probeAgain(state, since, nowMs));
}

/**
 * Whether the credential's circuit or, with `secretsOf`, the one of that shop's own secrets is open. Searches and polls must not use up the
 * probe: only what is sent closes a circuit.
 * @param read the credential's control row, if it was just read
 */
export async function isCircuitOpen(
  { control, shopSecretsControl }: Ports,
  secretsOf: string | undefined,
  read?: CredentialControl,
): Promise<boolean> {
  if ((read ?? (await control.get())).hold !== undefined) return true;
  return secretsOf !== undefined && (await shopSecretsControl(secretsOf).get()).hold !== undefined;
}
