import { type LastError, lastError } from '../../lib/order/history.ts';
import type { FailedReason } from '../../lib/order/reasons.ts';
import type { ThankuState } from '../../lib/order/thanku/state.ts';
import { failed, posted, retried } from '../../lib/order/thanku/transitions.ts';
import { scrub } from '../../lib/partners/scrub.ts';
import { ThankuRequest } from '../../lib/partners/thanku/request.ts';
import { maxAttempts, retryDelaySeconds } from '../../lib/queue/backoff.ts';
import { done, type Verdict } from '../../lib/queue/consume.ts';
import { frozenThanku, type Payload } from '../../lib/store/orders.ts';
import type { ThankuAction } from './action.ts';
import { judge, openCircuit, probeAccepted, probeUndecided, type Probe } from './circuit.ts';
import { withReceipt, type AfterAttempt, type InHand } from './in-hand.ts';
import type { Ports } from './ports.ts';
import { keyOf, later, waitRefused } from './wait-on-row.ts';

/** How long an order without an answer from ThankU keeps its shop's probe. */
const maxProbeMs = 60_000;

/** A completed attempt. */
interface Attempt {
  leaseId: string;
  simulated: boolean;
  payload: Payload;
  probe: Probe;
}

/** Records the ThankU that an attempt got, and takes the right to publish it. Returns the order's row. */
export async function recordPosted(
  ports: Ports,
  hand: InHand,
  { thanku }: Extract<ThankuAction, { do: 'post' }>,
  { simulated, probe }: Attempt,
): Promise<Pick<AfterAttempt, 'order' | 'mayAnnounce'>> {
  const { order } = hand;
  const nowMs = ports.now();
  const change = (row: ThankuState) => posted(withReceipt(hand, row, nowMs), thanku, simulated, nowMs);
  const { row, changed: mayAnnounce } = await ports.store.thanku.change(keyOf(order), change, order);
  if (row?.state === 'posted' && row.counted !== undefined) ports.reserver.isSpent(order.shop, row.counted.id);
  await probeAccepted(ports, order.shop, probe, isTest(ports, simulated));
  return { order: row, mayAnnounce };
}

/** Whether ThankU was asked to store nothing, although the stage spends. */
const isTest = ({ simulateAll }: Ports, simulated: boolean): boolean => simulated && !simulateAll;

/** Records any other outcome of an attempt and returns when its message comes back. */
export async function applyAction(
  ports: Ports,
  order: ThankuState,
  action: Exclude<ThankuAction, { do: 'post' }>,
  attempt: Attempt,
): Promise<Verdict> {
  const { leaseId, simulated, payload, probe } = attempt;
  const { shop } = order;
  const nowMs = ports.now();
  const change = (decide: (row: ThankuState) => ThankuState | undefined) =>
    ports.store.thanku.change(keyOf(order), decide, order);
  switch (action.do) {
    case 'retry': {
      const { ended } = action;
      const error = lastError(action.error, nowMs);
      const attempts = order.attempts - (order.attemptsBefore ?? 0);
      if (attempts >= maxAttempts) {
        await probeUndecided(ports, shop, probe, nowMs);
        return await fail(ports, order, leaseId, { reason: 'gave-up', refused: ended === 'nothing-sent', error });
      }
      const retryAtMs = nowMs + retryDelaySeconds(attempts, ports.retryBaseSeconds, ports.random()) * 1000;
      await change((row) => retried(row, leaseId, error, retryAtMs, nowMs, ended));
      // An order that fails for its own reasons must not keep the probe for hours.
      await probeUndecided(ports, shop, probe, Math.min(retryAtMs, nowMs + maxProbeMs));
      return later(retryAtMs, nowMs);
    }
    case 'wait': {
      const { untilMs } = action;
      await ports
        .control(shop)
        .change((control) => ({ ...control, blockedUntil: Math.max(untilMs, control.blockedUntil ?? 0) }));
      await change((row) => retried(row, leaseId, lastError(action.error, nowMs), untilMs, nowMs, 'answered'));
      await probeUndecided(ports, shop, probe, untilMs);
      return later(untilMs, nowMs);
    }
    case 'open-circuit':
      return await openCircuit(ports, order, leaseId, action.reason, action.error);
    case 'judge': {
      const words = scrub(action.error.words ?? '', personalIn(payload, order));
      const error = { ...lastError(action.error, nowMs), words };
      if (order.restored === true) {
        // ThankU may have its pid with another request, which says nothing about the shop's other orders.
        await probeUndecided(ports, shop, probe, nowMs);
        return await fail(ports, order, leaseId, { reason: 'rejected-after-restore', refused: true, error });
      }
      if ((await judge(ports, order, error, isTest(ports, simulated))) === 'waits')
        return await waitRefused(ports, order, 'held-failures', { leaseId, error });
      return await fail(ports, order, leaseId, { reason: 'rejected', refused: true, error });
    }
  }
}

/** @param end.refused whether the last attempt certainly created nothing */
async function fail(
  ports: Ports,
  order: ThankuState,
  leaseId: string,
  { error, ...end }: { reason: FailedReason; refused: boolean; error: LastError },
): Promise<Verdict> {
  const { changed } = await ports.store.thanku.change(keyOf(order), (row) =>
    failed(row, leaseId, end, error, ports.now()),
  );
  if (changed) {
    const { shop, pid } = order;
    ports.telemetry.error('order failed', { shop, pid, reason: end.reason, status: error.status });
  }
  return done;
}

/** Personal data that we sent. It must not be stored with ThankU's words. */
function personalIn(payload: Payload, row: ThankuState): (string | undefined)[] {
  const { order } = payload;
  const { id, email, firstName, lastName } = order.customer;
  const thanku = frozenThanku(payload, row);
  const message = thanku && ThankuRequest.parse(JSON.parse(thanku.body)).message;
  return [message, id, email, firstName, lastName, ...order.items.map((item) => item.title)];
}
