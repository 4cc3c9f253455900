import { lastRecheckAt, paused, recheckAt } from '../../lib/order/waiting.ts';
import { resumed } from '../../lib/order/thanku/stopping.ts';
import type { LastError } from '../../lib/order/history.ts';
import type { HeldReason } from '../../lib/order/reasons.ts';
import { maxVisibilitySeconds } from '../../lib/queue/backoff.ts';
import { held } from '../../lib/order/thanku/transitions.ts';
import type { ThankuState } from '../../lib/order/thanku/state.ts';
import { again, done, type Verdict } from '../../lib/queue/consume.ts';
import type { ShopControl } from '../../lib/store/control.ts';
import { keys } from '../../lib/store/keys.ts';
import type { Ports } from './ports.ts';

export const keyOf = ({ shop, pid }: ThankuState) => keys.thanku(shop, pid);

/** Returns by its message if that's soon; otherwise the row brings it back. */
export const later = (atMs: number, nowMs: number): Verdict => {
  const seconds = (atMs - nowMs) / 1000;
  return seconds > maxVisibilitySeconds ? done : again(seconds);
};

/** A message that is early by no more than this counts as the one that its attempt scheduled. */
const earlyMs = 5000;

/** Each attempt schedules one return. Other messages end here, or a long outage would multiply the wake-ups. */
export const tooEarly = ({ attempts, notBefore }: ThankuState, nowMs: number): Verdict =>
  attempts > 0 && notBefore - nowMs > earlyMs ? done : later(notBefore, nowMs);

/** The shop is paused, so the order waits on its row, without a message, until the shop is resumed. */
export async function waitForResume(ports: Ports, order: ThankuState): Promise<Verdict> {
  await stop(ports, order, paused, recheckAt(ports.now(), ports.random()));
  return await unlessResumed(ports, order, (shop) => shop.thankuBrake === undefined);
}

/** The shop's circuit is open and another order probes, so this one waits on its row until the circuit closes. */
export async function waitForCircuit(
  ports: Ports,
  order: ThankuState,
  { reason, untilMs }: { reason: HeldReason; untilMs: number },
): Promise<Verdict> {
  await stop(ports, order, reason, untilMs);
  return await unlessResumed(ports, order, isClosed);
}

/** The order was refused, and its shop's circuit is open. It waits until all others have had their turn to probe. */
export async function waitRefused(
  ports: Ports,
  order: ThankuState,
  reason: HeldReason,
  attempted: { leaseId: string | undefined; error: LastError },
): Promise<Verdict> {
  await stop(ports, order, reason, lastRecheckAt(ports.now()), attempted);
  return await unlessResumed(ports, order, isClosed);
}

const isClosed = (shop: ShopControl): boolean => shop.hold === undefined;

/** Waits on its row, without a message. */
async function stop(
  ports: Ports,
  order: ThankuState,
  reason: HeldReason,
  untilMs: number,
  attempted?: { leaseId: string | undefined; error: LastError },
): Promise<void> {
  await ports.store.thanku.change(keyOf(order), (row) => held(row, reason, untilMs, ports.now(), attempted));
}

/** If the shop was resumed before this row was written, the scan missed it, so the order continues immediately. */
async function unlessResumed(
  ports: Ports,
  order: ThankuState,
  isFree: (shop: ShopControl) => boolean,
): Promise<Verdict> {
  if (!isFree(await ports.control(order.shop).get())) return done;
  await ports.store.thanku.change(keyOf(order), (row) => resumed(row, ports.now()));
  return again(1);
}
