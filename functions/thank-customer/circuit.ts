import type { LastError } from '../../lib/order/history.ts';
import type { ThankuState } from '../../lib/order/thanku/state.ts';
import { holdReason, type Lacking } from '../../lib/secrets/lacking.ts';
import { heldFrom, probeEveryMs, type Hold } from '../../lib/store/control.ts';
import { watchHold } from '../../lib/circuit/watch.ts';
import { afterAcceptance, afterRefusal, probeAgain } from '../../lib/circuit/trial.ts';
import type { Verdict } from '../../lib/queue/consume.ts';
import { waitRefused } from './stops.ts';
import type { Ports } from './ports.ts';

const scopeOf = (shop: string) => ({ what: 'thanku' as const, shop });

/** The hold that an order tried for, by when it began; `undefined` where there was none. */
export type Probe = Hold['since'] | undefined;

/** Nothing this shop sends can succeed until somebody acts: hold the shop, and try one order every 15 minutes. */
export async function refuse(
  ports: Ports,
  order: ThankuState,
  leaseId: string | undefined,
  reason: Hold['reason'] | Lacking,
  error: { code: string; status?: number },
): Promise<Verdict> {
  const nowMs = ports.now();
  const at = new Date(nowMs).toISOString();
  const probeAt = nowMs + probeEveryMs;
  await watchHold(ports.store.holdWatches, scopeOf(order.shop), probeAt);
  await ports
    .control(order.shop)
    .change((shop) => ({ ...shop, hold: heldFrom(shop.hold, { reason: holdReason(reason), probeAt }, nowMs) }));
  const why = leaseId === undefined ? 'a secret that its orders need cannot be read' : 'ThankU refuses all its orders';
  ports.telemetry.error(`shop held: ${why}`, { shop: order.shop, ...error });
  ports.telemetry.count('ShopHeld');
  return await waitRefused(ports, order, `held-${holdReason(reason)}`, { leaseId, error: { at, ...error } });
}

/**
 * ThankU refused one order for good. Whether the order fails is decided in the same write as its shop's hold, so that of any number of workers
 * one at most hears that it does. A crash before the order's row is written leaves an order that tries again.
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
  await watchHold(ports.store.holdWatches, scopeOf(shop), nowMs);
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

/** An order was accepted: if it tried for a hold, that is lifted, and housekeeping reschedules what waits. */
export async function accepted(ports: Ports, shop: string, probe: Probe, test: boolean): Promise<void> {
  if (probe === undefined) return;
  const nowMs = ports.now();
  let changed = false;
  await ports.control(shop).change((state) => {
    const after = afterAcceptance(state, { since: probe, test }, nowMs);
    changed = after !== undefined;
    return after;
  });
  if (changed) await watchHold(ports.store.holdWatches, scopeOf(shop), nowMs);
}

/** An order tried for a hold, and nobody can say whether it would be accepted: the next may try at `atMs`. */
export async function undecided(ports: Ports, shop: string, probe: Probe, atMs: number): Promise<void> {
  if (probe === undefined) return;
  await watchHold(ports.store.holdWatches, scopeOf(shop), atMs);
  await ports.control(shop).change((state) => probeAgain(state, probe, atMs));
}
