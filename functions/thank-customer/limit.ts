import { tellOfLimit } from '../../lib/notify/tell.ts';
import { noticeOf } from '../../lib/order/notice.ts';
import { crashFacts } from '../../lib/error-facts.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { limitOf } from '../../lib/limit/in-force.ts';
import type { Reservation } from '../../lib/limit/limit-row.ts';
import { nextStartMs } from '../../lib/limit/period.ts';
import { told, type LimitReached } from '../../lib/limit/tell.ts';
import { hourMs } from '../../lib/durations.ts';
import { countedWith, heldForLimit, isUncounted, roundOf, skippedForLimit } from '../../lib/order/thanku/limit.ts';
import type { ThankuState } from '../../lib/order/thanku/state.ts';
import { again, done, type Verdict } from '../../lib/queue/consume.ts';
import type { ShopControl } from '../../lib/store/control.ts';
import type { Ports } from './ports.ts';
import { keyOf } from './wait-on-row.ts';

/** What the shop's limit says about an order. */
export type Allowed =
  /** `countOn` is the row as it may be leased; `undefined`: it isn't counted. */
  { may: true; countOn: (row: ThankuState) => ThankuState | undefined } | { may: false; verdict: Verdict };

const unlimited: Allowed = { may: true, countOn: (row) => row };

const withReservation = (reservation: Reservation | undefined): Allowed => ({
  may: true,
  countOn: (row) => countedWith(row, reservation),
});

/**
 * Reserves an order's units of its shop's limit, just before its first lease. Without room, the order waits on its row,
 * or is skipped. A shop without a limit costs neither a read nor a write.
 */
export async function allowedByLimit(ports: Ports, order: ThankuState, shop: ShopControl): Promise<Allowed> {
  const limit = limitOf(shop);
  if (limit === undefined || ports.simulateAll) return unlimited;
  if (!isUncounted(order)) return withReservation(undefined);
  const nowMs = ports.now();
  if (limit === 'newer') {
    ports.telemetry.error('orders wait: the limit of their shop is of a newer version', { shop: order.shop });
    return { may: false, verdict: await wait(ports, order, nowMs + hourMs) };
  }
  const need = { pid: order.pid, id: ports.newId(), round: roundOf(order), units: order.impact ?? 1 };
  const answer = await ports.reserver.reserve(order.shop, { need, limit, nowMs }).catch(unlessCrowded);
  if (answer === 'crowded') return { may: false, verdict: again(1 + 2 * ports.random()) };
  const { outcome, untold } = answer;
  try {
    await tell(ports, order.shop, untold);
  } catch (error) {
    // An order that may be thanked doesn't wait for this. It's untold still, so the next order tells it.
    if (outcome.kind !== 'reserved') throw error;
    ports.telemetry.error('nobody was told that a limit is reached: the next order does it', crashFacts(error));
  }
  switch (outcome.kind) {
    case 'reserved':
      return withReservation(outcome.reservation);
    case 'outdated':
      // Another worker has the order. If it dies, the row comes back.
      return { may: false, verdict: done };
    case 'behind-others':
      return { may: false, verdict: await wait(ports, order, nextStartMs('day', nowMs, limit.timeZone)) };
    case 'exceeded':
    case 'too-large':
      if (limit.then === 'skip') return { may: false, verdict: await skip(ports, order) };
      return { may: false, verdict: await wait(ports, order, nextStartMs(outcome.period, nowMs, limit.timeZone)) };
  }
}

/** Too many workers wrote the limit's row at the same time. */
function unlessCrowded(error: unknown): 'crowded' {
  if (error instanceof ThankflowError && error.code === 'unavailable') return 'crowded';
  throw error;
}

async function wait(ports: Ports, order: ThankuState, untilMs: number): Promise<Verdict> {
  await ports.store.thanku.change(keyOf(order), (row) => heldForLimit(row, untilMs, ports.now()));
  return done;
}

async function skip(ports: Ports, order: ThankuState): Promise<Verdict> {
  const { changed } = await ports.store.thanku.change(keyOf(order), (row) => skippedForLimit(row, ports.now()));
  if (changed) ports.telemetry.info('order skipped: the limit is reached', { shop: order.shop, pid: order.pid });
  return done;
}

/** Publishes that periods of the shop's limit have reached a percentage, at least once. */
async function tell(ports: Ports, shop: string, reached: readonly LimitReached[]): Promise<void> {
  if (reached.length === 0) return;
  for (const one of reached) {
    const notice = noticeOf({ type: 'Limit Reached', ...one }, { shop, about: 'limit' }, ports.now());
    await tellOfLimit(ports, shop, notice);
    ports.telemetry.warn('a limit is reached', { shop, period: one.in, percent: one.percent });
    ports.telemetry.count('LimitReached');
  }
  await ports.limits(shop).change((row) => ({ row: row && told(row, reached), outcome: undefined }));
}
