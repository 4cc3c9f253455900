import { lastError, lastErrorInWords, type CallError, type LastError } from '../order/history.ts';
import { lastRecheckAt } from '../order/waiting.ts';
import { circuitReason, type Lacking } from '../secrets/lacking.ts';
import type { Control, TargetControl } from '../store/control.ts';
import type { OrderStore } from '../store/orders.ts';
import type { Telemetry } from '../telemetry.ts';
import { openedCircuit, probeEveryMs, type OpenCircuit } from './circuit.ts';
import { probeAgain } from './trial.ts';
import { watchScope } from './watch.ts';

/** One of a shop's own systems, as `notify:` in its settings calls it. */
export interface Target {
  shop: string;
  target: string;
}

/** Failed attempts in a row that open the circuit. Each order retries for days, so a target that is away for a minute doesn't reach it. */
export const failuresThatOpen = 10;

/**
 * The target after an attempt that may go better next time. The circuit opens after ten in a row; an open one stays open until the next probe. There was a
 * secret, and an address to try, so what an operator must do may be something else than before.
 */
export function afterFailure(control: TargetControl, error: LastError, nowMs: number): TargetControl {
  const { hold } = control;
  const failures = (control.failures ?? 0) + 1;
  const next = { ...control, failures, lastError: error };
  if (hold !== undefined) {
    const reason = hold.reason === 'unauthorized' ? hold.reason : 'failures';
    return { ...next, hold: openedCircuit(hold, { reason, probeAt: nowMs + probeEveryMs }, nowMs) };
  }
  if (failures < failuresThatOpen) return next;
  return { ...next, hold: openedCircuit(hold, { reason: 'failures', probeAt: nowMs + probeEveryMs }, nowMs) };
}

/** The target after it refused everything, isn't where the settings say, or has no secret: its circuit is open. */
export function afterStop(
  control: TargetControl,
  reason: OpenCircuit['reason'],
  error: LastError,
  nowMs: number,
): TargetControl {
  const hold = openedCircuit(control.hold, { reason, probeAt: nowMs + probeEveryMs }, nowMs);
  return { ...control, failures: (control.failures ?? 0) + 1, lastError: error, hold };
}

/** The target after a delivery: its circuit is closed, and failures are counted from none. `undefined`: nothing changes. */
export function afterDelivery(control: TargetControl): TargetControl | undefined {
  if (control.hold === undefined && control.failures === undefined) return undefined;
  return { ...control, hold: undefined, failures: undefined, lastError: undefined };
}

/** What a target's circuit needs from the world. */
export interface TargetPorts {
  store: Pick<OrderStore, 'scopeWatches'>;
  targetControl: (shop: string, target: string) => Control<TargetControl>;
  telemetry: Pick<Telemetry, 'error'>;
  now: () => number;
}

/**
 * An attempt failed, and may go better next time.
 * @returns until when this delivery waits with the target's others, epoch ms. `undefined`: the circuit is closed, and it's retried by its own schedule
 */
export async function targetFailed(ports: TargetPorts, target: Target, error: CallError): Promise<number | undefined> {
  const nowMs = ports.now();
  const failure = lastError(error, nowMs);
  const isOpen = await changeToOpen(ports, target, (control) => afterFailure(control, failure, nowMs));
  return isOpen ? lastRecheckAt(nowMs) : undefined;
}

/**
 * The target refuses everything, isn't where the settings say, or its secret can't be used: nothing can be delivered until a person acts.
 * @returns until when this delivery waits, epoch ms. The target's others probe first
 */
export async function targetStopped(
  ports: TargetPorts,
  target: Target,
  reason: OpenCircuit['reason'] | Lacking,
  error: CallError,
): Promise<number> {
  const nowMs = ports.now();
  const failure = lastErrorInWords(error, nowMs);
  await changeToOpen(ports, target, (control) => afterStop(control, circuitReason(reason), failure, nowMs));
  return lastRecheckAt(nowMs);
}

/**
 * A notification was delivered. Housekeeping has the others continue if the circuit was open.
 * @param seen the target's control row as it was read before the attempt: usually, nothing is to change. A failure since then counts on
 */
export async function targetDelivered(
  { store, targetControl, now }: Omit<TargetPorts, 'telemetry'>,
  { shop, target }: Target,
  seen: TargetControl,
): Promise<void> {
  if (afterDelivery(seen) === undefined) return;
  let wasOpen = false;
  await targetControl(shop, target).change((control) => {
    wasOpen = control.hold !== undefined;
    return afterDelivery(control);
  });
  if (wasOpen) await watchScope(store.scopeWatches, { what: 'target', shop, target }, now());
}

/** The shop's settings don't have the target any more: what waits for its circuit has nothing to wait for. */
export async function targetRemoved(ports: Omit<TargetPorts, 'telemetry'>, of: Target): Promise<void> {
  await targetDelivered(ports, of, await ports.targetControl(of.shop, of.target).get());
}

/**
 * The delivery that was to probe the circuit sent nothing, so another one probes now.
 * @param since when the probed circuit opened
 */
export async function giveTargetProbeBack(
  { store, targetControl, now }: TargetPorts,
  { shop, target }: Target,
  since: string,
): Promise<void> {
  const nowMs = now();
  await watchScope(store.scopeWatches, { what: 'target', shop, target }, nowMs);
  await targetControl(shop, target).change((control) => probeAgain(control, since, nowMs));
}

/** Changes the row, and has housekeeping watch its circuit if that is open then. Returns whether it is. */
async function changeToOpen(
  { store, targetControl, telemetry }: TargetPorts,
  { shop, target }: Target,
  decide: (control: TargetControl) => TargetControl,
): Promise<boolean> {
  const row = targetControl(shop, target);
  const watch = async ({ hold }: TargetControl) => {
    if (hold?.probeAt === undefined) return false;
    await watchScope(store.scopeWatches, { what: 'target', shop, target }, hold.probeAt);
    return true;
  };
  // Written first, so that a circuit is never open without a watch.
  const isWatched = await watch(decide(await row.get()));
  let wasOpen = false;
  const after = await row.change((control) => {
    wasOpen = control.hold !== undefined;
    return decide(control);
  });
  // Another worker has counted in the meantime.
  if (!isWatched) await watch(after);
  const { hold, lastError: last } = after;
  if (hold !== undefined && !wasOpen)
    telemetry.error('target held: its notifications wait', {
      shop,
      target,
      reason: hold.reason,
      code: last?.code,
      status: last?.status,
    });
  return hold !== undefined;
}
