import { openedCircuit, probeEveryMs, type OpenCircuit } from '../../lib/circuit/circuit.ts';
import { lastError, type LastError, type CallError } from '../../lib/order/history.ts';
import type { ThankuState } from '../../lib/order/thanku/state.ts';
import { circuitReason, type Lacking } from '../../lib/secrets/lacking.ts';
import { watchScope } from '../../lib/circuit/watch.ts';
import { afterAcceptance, afterRefusal, probeAgain } from '../../lib/circuit/trial.ts';
import type { Verdict } from '../../lib/queue/consume.ts';
import { waitRefused } from './wait-on-row.ts';
import type { Ports } from './ports.ts';

const scopeOf = (shop: string) => ({ what: 'thanku' as const, shop });

/** When the circuit that an order probes opened; `undefined`: it probes none. */
export type Probe = OpenCircuit['since'] | undefined;

/** Opens the circuit, because nothing can succeed until somebody acts. One order probes every 15 minutes. */
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
  return await waitRefused(ports, order, `held-${circuitReason(reason)}`, { leaseId, error: lastError(error, nowMs) });
}

/**
 * ThankU refused an order for good. One write decides whether it fails and whether its shop's circuit opens, so at most
 * one of several workers fails its order. After a crash before the order's row is written, it is tried again.
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
  // Due immediately, so another order probes. The watch is due again at the time of the next probe.
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

/** An order was accepted. The circuit that it probed closes, and housekeeping expedites waiting work. */
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

/** A probe ended without a meaningful answer. The next order may probe at `atMs`, epoch ms. */
export async function probeUndecided(ports: Ports, shop: string, probe: Probe, atMs: number): Promise<void> {
  if (probe === undefined) return;
  await watchScope(ports.store.scopeWatches, scopeOf(shop), atMs);
  await ports.control(shop).change((state) => probeAgain(state, probe, atMs));
}
