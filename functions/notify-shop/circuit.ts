import { openedCircuit, probeEveryMs, type OpenCircuit } from '../../lib/circuit/circuit.ts';
import { probeAgain } from '../../lib/circuit/trial.ts';
import { watchScope } from '../../lib/circuit/watch.ts';
import type { TargetControl } from '../../lib/store/control.ts';
import type { Action } from './action.ts';
import type { Ports } from './ports.ts';

/** Failed attempts in a row after which a target is stopped. */
const failuresToStop = 10;

/** When the circuit that a notification probes opened; `undefined`: it probes none. */
export type Probe = OpenCircuit['since'] | undefined;

const scopeOf = (shop: string, target: string) => ({ what: 'target' as const, shop, target });

/** Records what an attempt says about its target. */
export async function targetIs(
  ports: Ports,
  shop: string,
  target: string,
  says: NonNullable<Action['target']>,
  probe: Probe,
): Promise<void> {
  switch (says.is) {
    case 'fine':
      return await targetFine(ports, shop, target, probe);
    case 'failing':
      return await targetFailed(ports, shop, target);
    case 'stopping':
      return await targetStopped(ports, shop, target, says.reason);
  }
}

async function targetFine(ports: Ports, shop: string, target: string, probe: Probe): Promise<void> {
  let isClosed = false;
  await ports.targetControl(shop, target).change((state) => {
    // Answers to requests from before it opened prove nothing.
    isClosed = state.hold !== undefined && state.hold.since === probe;
    if (!isClosed && (state.failures ?? 0) === 0) return undefined;
    return { ...state, failures: undefined, ...(isClosed && { hold: undefined }) };
  });
  if (isClosed) await watchScope(ports.store.scopeWatches, scopeOf(shop, target), ports.now());
}

async function targetFailed(ports: Ports, shop: string, target: string): Promise<void> {
  const { failures = 0, hold } = await ports
    .targetControl(shop, target)
    .change((state) => ({ ...state, failures: (state.failures ?? 0) + 1 }));
  if (hold !== undefined || failures >= failuresToStop) await targetStopped(ports, shop, target, 'failures');
}

/** The target's circuit opens: its other notifications wait. One of them tries every 15 minutes. */
export async function targetStopped(
  ports: Ports,
  shop: string,
  target: string,
  reason: OpenCircuit['reason'],
): Promise<void> {
  const nowMs = ports.now();
  const probeAt = nowMs + probeEveryMs;
  await watchScope(ports.store.scopeWatches, scopeOf(shop, target), probeAt);
  let isNew = false;
  await ports.targetControl(shop, target).change((state: TargetControl) => {
    isNew = state.hold === undefined;
    return { ...state, hold: openedCircuit(state.hold, { reason, probeAt }, nowMs) };
  });
  if (!isNew) return;
  ports.telemetry.error('a target is stopped: its notifications wait', { shop, target, reason });
  ports.telemetry.count('NotifyTargetStopped');
}

/** A probe ended without a meaningful answer. The next notification may probe at `atMs`, epoch ms. */
export async function probeUndecided(
  ports: Ports,
  shop: string,
  target: string,
  probe: Probe,
  atMs: number,
): Promise<void> {
  if (probe === undefined) return;
  await watchScope(ports.store.scopeWatches, scopeOf(shop, target), atMs);
  await ports.targetControl(shop, target).change((state) => probeAgain(state, probe, atMs));
}
