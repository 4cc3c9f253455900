import { passage } from '../../lib/circuit/circuit.ts';
import { isStopped, resumed } from '../../lib/order/thanku/stops.ts';
import { crashFacts } from '../../lib/errors.ts';
import { lease, leaseGivenBack, skipped } from '../../lib/order/thanku/transitions.ts';
import { reversalKind, type ThankuState } from '../../lib/order/thanku/state.ts';
import { noteNamed } from '../../lib/privacy/named.ts';
import { again, done, type Verdict } from '../../lib/queue/consume.ts';
import { lackOf, secretOrLack } from '../../lib/secrets/secrets.ts';
import { isErased } from '../../lib/store/erased.ts';
import { keys } from '../../lib/store/keys.ts';
import { frozenThanku, type Payload } from '../../lib/store/orders.ts';
import type { ThankuCall } from '../../lib/partners/thanku/postpaid.ts';
import type { Ports } from './ports.ts';
import { keyOf, later, waitForCircuit, waitForResume } from './stops.ts';
import { thankuActionFor } from './action.ts';
import { apply } from './record.ts';
import { openCircuit, probeUndecided, type Probe } from './circuit.ts';

/** How long an attempt may take at most: two posts (the second with a rotated token), and their bookkeeping. */
const leaseMs = (partnerTimeoutMs: number): number => 2 * partnerTimeoutMs + 2000;

/** One attempt to create an order's ThankU, if it is to be made now: decides, gets the token, claims the row, asks ThankU, and records the answer. */
export async function attempt(ports: Ports, order: ThankuState, remainingMs: () => number): Promise<Verdict> {
  const nowMs = ports.now();
  const control = ports.control(order.shop);
  const shop = await control.get();
  const isLater = order.notBefore > nowMs;
  if (shop.thankuBrake !== undefined && !isLater) return await waitForResume(ports, order);
  if (shop.blockedUntil !== undefined && shop.blockedUntil > nowMs) return again((shop.blockedUntil - nowMs) / 1000);
  // Orders that are stopped are woken when they may go on, whatever `notBefore` says.
  if (isLater && !isStopped(order)) return tooEarly(order, nowMs);
  if (shop.thankuBrake !== undefined) return done;
  if (remainingMs() < leaseMs(ports.partnerTimeoutMs)) return again(1);
  const way = await passage(shop, control, nowMs, ports.random());
  if (!way.pass) return isLater ? done : await waitForCircuit(ports, order, way);

  const probe = way.probe ? shop.hold?.since : undefined;
  const givenBack = () => probeUndecided(ports, order.shop, probe, nowMs);
  // Before the lease: without a token nothing is attempted, and what fails here leaves the row as it is.
  const found = await secretOrLack(ports.tokens.get(order.shop)).catch(async (error: unknown) => {
    await givenBack();
    throw error;
  });
  if ('lacks' in found) return await openCircuit(ports, order, undefined, found.lacks, { code: found.lacks });
  if (remainingMs() < leaseMs(ports.partnerTimeoutMs)) {
    await givenBack();
    return again(1);
  }
  const verdict = await post(ports, order, probe, found.secret.token);
  if (verdict !== undefined) return verdict;
  // Nothing was asked, so another order may probe.
  await givenBack();
  return done;
}

/** Asks ThankU and records the answer. `undefined`: it was not asked, because there is nothing to send or another worker has the order. */
async function post(ports: Ports, order: ThankuState, probe: Probe, token: string): Promise<Verdict | undefined> {
  const id = ports.newId();
  // Reading the token took its time.
  const leasedAtMs = ports.now();
  const until = leasedAtMs + leaseMs(ports.partnerTimeoutMs);
  const leased = await ports.store.thanku.change(keyOf(order), (row) =>
    // Cancelled while an earlier attempt was open: now nothing is open any more.
    row.reversed === undefined
      ? lease(resumed(row, leasedAtMs) ?? row, { id, until }, leasedAtMs)
      : skipped(row, reversalKind(row.reversed), leasedAtMs),
  );
  // Another worker has it, and its row says when to look again should that one die.
  if (!leased.changed || leased.row.lease?.id !== id) return undefined;

  const ready = await prepare(ports, leased.row, token).catch(async (error: unknown) => {
    // Nothing was asked: what fails before must not look as if a ThankU may exist.
    await ports.store.thanku.change(keyOf(order), (row) => leaseGivenBack(row, id, ports.now()));
    const lacks = lackOf(error);
    if (lacks === undefined) throw error;
    return { kind: 'no-customer-key' as const, lacks };
  });
  if (ready.kind === 'no-customer-key')
    return await openCircuit(ports, order, undefined, ready.lacks, { code: ready.lacks });
  if (ready.kind === 'nothing-to-send') {
    await giveUp(ports, order, id, ready.isErased);
    return undefined;
  }
  const { call, payload } = ready;
  let outcome = await ports.createThanku(call);
  if (outcome.kind === 'rejected' || (outcome.kind === 'refused' && outcome.reason === 'unauthorized')) {
    const fresh = await freshToken(ports, order.shop);
    if (fresh !== undefined && fresh !== call.token) outcome = await ports.createThanku({ ...call, token: fresh });
  }
  const action = thankuActionFor(outcome, ports.now());
  return await apply(ports, leased.row, action, { leaseId: id, simulated: call.simulate, payload, probe });
}

/** The answer to an attempt must be written down, even if nobody can tell whether there is a newer token. */
async function freshToken({ tokens, telemetry }: Ports, shop: string): Promise<string | undefined> {
  try {
    return (await tokens.refresh(shop))?.token;
  } catch (error) {
    telemetry.warn('the ThankU token could not be read again', crashFacts(error));
    return undefined;
  }
}

type Ready =
  | { kind: 'ready'; call: ThankuCall; payload: Payload }
  /** Its payload is gone, or is to go. */
  | { kind: 'nothing-to-send'; isErased: boolean };

/** Everything that has to be known before ThankU is asked. */
async function prepare(ports: Ports, order: ThankuState, token: string): Promise<Ready> {
  const { shop, pid, erase = false } = order;
  const payload = await ports.store.payload.get(keys.payload(shop, pid));
  const frozen = frozenThanku(payload, order);
  if (payload === undefined || frozen === undefined || erase) return { kind: 'nothing-to-send', isErased: erase };
  const { body } = frozen;
  const simulate = frozen.simulate || ports.simulateAll;
  // Before asking whether they are erased: an erasure that comes too late for the answer finds what is noted here.
  if (!simulate) await noteNamed(ports.store, order, body, payload.order.customer);
  if (await isErased(ports.store, shop, payload.order.customer)) return { kind: 'nothing-to-send', isErased: true };
  return { kind: 'ready', call: { body, simulate, token }, payload };
}

/** A message that comes this much early is taken for the one that its attempt left to come back. */
const earlyMs = 5000;

/**
 * Each attempt leaves one way back: its own message, or its row. Another message of the same order ends here; if it came
 * back too, every wake-up of a long outage would stay and multiply.
 */
const tooEarly = ({ attempts, notBefore }: ThankuState, nowMs: number): Verdict =>
  attempts > 0 && notBefore - nowMs > earlyMs ? done : later(notBefore, nowMs);

/** Its payload is gone, or is to be deleted: nothing can be sent. If it went without an erasure, a person has to look. */
async function giveUp(ports: Ports, order: ThankuState, leaseId: string, erased: boolean): Promise<void> {
  const nowMs = ports.now();
  await ports.store.thanku.change(keyOf(order), (row) => {
    const free = leaseGivenBack(row, leaseId, nowMs);
    const given = free && skipped(free, 'erased', nowMs);
    return given === undefined || erased || given.stuck !== undefined ? given : { ...given, stuck: 'reinstated' };
  });
}
