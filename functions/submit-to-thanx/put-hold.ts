import { lastRecheckAt } from '../../lib/order/stops.ts';
import { holdReason, type Lacking } from '../../lib/secrets/lacking.ts';
import { heldFrom, probeEveryMs, type Hold } from '../../lib/store/control.ts';
import { watchHold } from '../../lib/circuit/watch.ts';
import { probeAgain } from '../../lib/circuit/trial.ts';
import type { Ports } from './ports.ts';

/**
 * Nothing this credential sends can succeed until somebody acts: from now on one order tries every 15 minutes. Returns until
 * when this one waits, epoch ms: the others have their turn first.
 */
export async function putHold(ports: Ports, reason: Hold['reason'] | Lacking, status?: number): Promise<number> {
  const nowMs = ports.now();
  const probeAt = nowMs + probeEveryMs;
  const { credentialName: credential } = ports;
  await watchHold(ports.store.holdWatches, { what: 'credential', credential }, probeAt);
  await ports.control.change((control) => ({
    ...control,
    hold: heldFrom(control.hold, { reason: holdReason(reason), probeAt }, nowMs),
  }));
  ports.telemetry.error('Thanx credential held: it refuses everything', { credential, reason, status });
  ports.telemetry.count('CredentialHeld');
  return lastRecheckAt(nowMs);
}

/** A receipt was to try for the credential's hold of `since`, and asked nothing: the probe is another one's, at once. */
export async function giveProbeBack({ control, store, credentialName: credential, now }: Ports, since: string) {
  const nowMs = now();
  await watchHold(store.holdWatches, { what: 'credential', credential }, nowMs);
  await control.change((state) => probeAgain(state, since, nowMs));
}
