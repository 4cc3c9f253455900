import { lease, leaseGivenBack, skipped } from '../../lib/order/thanku-transitions.ts';
import type { ThankuState } from '../../lib/order/thanku-state.ts';
import { noteNamed } from '../../lib/privacy/named.ts';
import { again, done, type Verdict } from '../../lib/queue/consume.ts';
import { passage } from '../../lib/store/control.ts';
import { isErased } from '../../lib/store/erased.ts';
import { keys } from '../../lib/store/keys.ts';
import { frozenThanku } from '../../lib/store/orders.ts';
import type { Ports } from './ports.ts';
import { hold, keyOf, later, record, refuse } from './record.ts';
import { waitForRelease } from './brake.ts';

/** What of us may be open at most: two posts (the second with a rotated token) and their bookkeeping. */
const leaseMs = (partnerTimeoutMs: number): number => 2 * partnerTimeoutMs + 2000;

/** Posts one order's ThankU, if it is to be posted now and nobody else is at it. */
export async function attempt(ports: Ports, order: ThankuState, remainingMs: () => number): Promise<Verdict> {
  const nowMs = ports.now();
  const control = ports.control(order.shop);
  const shop = await control.get();
  if (shop.thankuBrake !== undefined && order.notBefore <= nowMs) return await waitForRelease(ports, order);
  if (shop.blockedUntil !== undefined && shop.blockedUntil > nowMs) return again((shop.blockedUntil - nowMs) / 1000);
  if (order.notBefore > nowMs) return tooEarly(order, nowMs);
  if (remainingMs() < leaseMs(ports.partnerTimeoutMs)) return again(1);
  const way = await passage(shop, control, nowMs);
  if (!way.pass) return await hold(ports, order, way.reason, way.untilMs);

  const id = ports.newId();
  const until = nowMs + leaseMs(ports.partnerTimeoutMs);
  const leased = await ports.store.thanku.change(keyOf(order), (row) =>
    // Cancelled while an earlier attempt was open: now nothing is open any more.
    row.reversed === undefined ? lease(row, { id, until }, nowMs) : skipped(row, row.reversed.kind, nowMs),
  );
  // Another worker has it, and its row says when to look again should that one die.
  if (!leased.changed || leased.row.lease?.id !== id) return done;

  const payload = await ports.store.payload.get(keys.payload(order.shop, order.pid));
  const frozen = frozenThanku(payload, leased.row);
  if (payload === undefined || frozen === undefined || leased.row.erase === true) return await giveUp(ports, order, id);
  const { body, simulate } = frozen;
  const call = { body, simulate: simulate || ports.simulateAll };
  // Before asking whether they are erased: an erasure that comes too late for the answer finds what is noted here.
  if (!call.simulate) await noteNamed(ports.store, order, body, payload.order.customer);
  if (await isErased(ports.store, order.shop, payload.order.customer)) return await giveUp(ports, order, id);

  const secret = await ports.tokens.get(order.shop);
  if (secret === undefined) return await refuse(ports, order, id, 'no-secret', { code: 'no-secret' });
  let outcome = await ports.createThanku({ ...call, token: secret.token });
  if (outcome.kind === 'rejected') {
    const fresh = await ports.tokens.refresh(order.shop);
    if (fresh !== undefined && fresh.token !== secret.token) {
      outcome = await ports.createThanku({ ...call, token: fresh.token });
    }
  }
  return await record(ports, leased.row, id, outcome, call.simulate, payload);
}

/** A message that comes this much early is taken for the one that its attempt left to come back. */
const earlyMs = 5000;

/**
 * Each attempt leaves one way back: its own message, or its row. Another message of the same order ends here; if it came
 * back too, every wake-up of a long outage would stay and multiply.
 */
const tooEarly = ({ attempts, notBefore }: ThankuState, nowMs: number): Verdict =>
  attempts > 0 && notBefore - nowMs > earlyMs ? done : later(notBefore, nowMs);

/** Its payload is gone or is to go: nothing can be sent. */
async function giveUp(ports: Ports, order: ThankuState, leaseId: string): Promise<Verdict> {
  const nowMs = ports.now();
  await ports.store.thanku.change(keyOf(order), (row) => {
    const free = leaseGivenBack(row, leaseId, nowMs);
    return free && skipped(free, 'erased', nowMs);
  });
  return done;
}
