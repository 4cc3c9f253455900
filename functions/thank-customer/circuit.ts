import { openedCircuit, probeEveryMs, type OpenCircuit } from '../../lib/circuit/circuit.ts';
import { lastError, type LastError, type CallError } from '../../lib/order/history.ts';
import type { ThankuState } from '../../lib/order/thanku/state.ts';
import { circuitReason, type Lacking } from '../../lib/secrets/secrets.ts';
import { watchScope } from '../../lib/circuit/watch.ts';
import { afterAcceptance, afterRefusal, probeAgain } from '../../lib/circuit/trial.ts';
import type { Verdict } from '../../lib/queue/consume.ts';
import { waitRefused } from './stops.ts';
import type { Ports } from './ports.ts';

const scopeOf = (shop: string) => ({ what: 'thanku' as const, shop });

/** The circuit that an order probes, by when it opened; `undefined`: it probes none. */
export type Probe = OpenCircuit['since'] | undefined;

/** Nothing that this shop sends can succeed until somebody acts: from now on one order probes every 15 minutes. */
export async function openCircuit(
  ports: Ports,
  order: ThankuState,
  leaseId: string | undefined,
  reason: OpenCircuit['reason'] | Lacking,
  error: CallError,
): Promise<Verdict> {
  const nowMs = ports.now();
  const probeAt = nowMs + probeEveryMs;
  await watchScope(ports.store.scopeWatches, scopeOf(order.shop), probeAt);
  await ports
    .control(order.shop)
    .change((shop) => ({ ...shop, hold: openedCircuit(shop.hold, { reason: circuitReason(reason), probeAt }, nowMs) }));
  const why = leaseId === undefined ? 'a secret that its orders need cannot be read' : 'ThankU refuses all its orders';
  ports.telemetry.error(`shop held: ${why}`, { shop: order.shop, code: error.code, status: error.status });
  ports.telemetry.count('ShopHeld');
  return await waitRefused(ports, order, `held-${circuitReason(reason)}`, {
    leaseId,
    error: lastError(error, nowMs),
  });
}

/**
 * ThankU refused one order for good. Whether the order fails is decided in the same write as its shop's circuit, so that of any number of
 * workers at most one is told that it does. After a crash before the order's row is written, the order tries again.
 */
export async function judge(
  ports: Ports,
  { shop, pid }: ThankuState,
  error: LastError,
  test: boolean,
): Promise<'fails' | 'waits'> {
  const nowMs = ports.now();
  const { at, status, words } = error;
  const refusal = { pid, at, status, words, ...(test && { test: true as const }) };
  // Due at once: another order is to try. The watch looks again when the probe's time has come.
  await watchScope(ports.store.scopeWatches, scopeOf(shop), nowMs);
  let verdict: 'fails' | 'waits' = 'waits';
  let confirmed = false;
  await ports.control(shop).change((state) => {
    const judged = afterRefusal(state, refusal, nowMs);
    verdict = judged.order;
    confirmed = state.hold?.trial === true && judged.shop.hold?.trial === undefined;
    return judged.shop;
  });
  if (confirmed) {
    ports.telemetry.error('shop held: ThankU refused two of its orders, so the fault is not one order’s', {
      shop,
      status,
    });
    ports.telemetry.count('ShopHeld');
  }
  return verdict;
}

/** An order was accepted: the circuit that it probed closes, and housekeeping expedites what waits. */
export async function probeAccepted(ports: Ports, shop: string, probe: Probe, test: boolean): Promise<void> {
  if (probe === undefined) return;
  const nowMs = ports.now();
  let changed = false;
  await ports.control(shop).change((state) => {
    const after = afterAcceptance(state, { since: probe, test }, nowMs);
    changed = after !== undefined;
    return after;
  });
  if (changed) await watchScope(ports.store.scopeWatches, scopeOf(shop), nowMs);
}

/** An order probed a circuit, and nobody knows whether it would have been accepted: the next may probe at `atMs`. */
export async function probeUndecided(ports: Ports, shop: string, probe: Probe, atMs: number): Promise<void> {
  if (probe === undefined) return;
  await watchScope(ports.store.scopeWatches, scopeOf(shop), atMs);
  await ports.control(shop).change((state) => probeAgain(state, probe, atMs));
}
