import { passage } from '../../lib/circuit/circuit.ts';
import { isStopped, resumed } from '../../lib/order/thanku/stopping.ts';
import { crashFacts } from '../../lib/error-facts.ts';
import { lease, leaseGivenBack, skipped } from '../../lib/order/thanku/transitions.ts';
import { reversalKind, type ThankuState } from '../../lib/order/thanku/state.ts';
import { waitsForLimit } from '../../lib/order/thanku/limit.ts';
import { noteNamed } from '../../lib/privacy/named.ts';
import { again, done, type Verdict } from '../../lib/queue/consume.ts';
import { lackOf, secretOrLack } from '../../lib/secrets/lacking.ts';
import { isErased } from '../../lib/store/erased.ts';
import { keys } from '../../lib/store/keys.ts';
import { frozenThanku, type Payload } from '../../lib/store/orders.ts';
import type { ThankuCall } from '../../lib/partners/thanku/postpaid.ts';
import { withReceipt, type AfterAttempt, type InHand } from './in-hand.ts';
import type { Ports } from './ports.ts';
import { startReceipt } from './start-receipt.ts';
import { keyOf, tooEarly, waitForCircuit, waitForResume } from './wait-on-row.ts';
import { thankuActionFor } from './action.ts';
import { leaseMs, type Begun } from './begin.ts';
import { applyAction, recordPosted } from './apply-action.ts';
import { allowedByLimit, type Allowed } from './limit.ts';
import { openCircuit, probeUndecided, type Probe } from './circuit.ts';

/** What became of an attempt. */
export interface Attempted {
  /** When the message comes back. */
  verdict: Verdict;
  hand: AfterAttempt;
}

/** Makes one attempt at an order's ThankU, if due: gets the token, claims the row, posts and records the answer. */
export async function attempt(ports: Ports, hand: InHand, remainingMs: () => number): Promise<Attempted> {
  const { order, begun } = hand;
  const unread = { ...hand, order: undefined };
  if (begun !== undefined)
    return (await send(ports, hand, { ...begun, probe: undefined })) ?? { verdict: done, hand: unread };
  const ready = await readyToPost(ports, hand, remainingMs);
  if ('verdict' in ready) return { ...ready, hand: unread };
  const posted = await post(ports, hand, ready);
  if (posted !== undefined) return posted;
  // Nothing was requested, so another order may probe.
  await probeUndecided(ports, order.shop, ready.probe, ports.now());
  return { verdict: done, hand: unread };
}

/** What an attempt needs before it takes the row. */
interface Ready {
  probe: Probe;
  token: string;
  countOn: Extract<Allowed, { may: true }>['countOn'];
}

/** Returns when the message comes back if the order can't be attempted now. */
async function readyToPost(
  ports: Ports,
  { order, control: read }: InHand,
  remainingMs: () => number,
): Promise<Ready | { verdict: Verdict }> {
  // Housekeeping releases it when it's the order's turn.
  if (waitsForLimit(order)) return { verdict: done };
  const nowMs = ports.now();
  const control = ports.control(order.shop);
  const shop = read ?? (await control.get());
  const isLater = order.notBefore > nowMs;
  if (shop.thankuBrake !== undefined && !isLater) return { verdict: await waitForResume(ports, order) };
  if (shop.blockedUntil !== undefined && shop.blockedUntil > nowMs)
    return { verdict: again((shop.blockedUntil - nowMs) / 1000) };
  // Stopped orders are woken when they may continue, whatever `notBefore` says.
  if (isLater && !isStopped(order)) return { verdict: tooEarly(order, nowMs) };
  if (shop.thankuBrake !== undefined) return { verdict: done };
  if (remainingMs() < leaseMs(ports.partnerTimeoutMs)) return { verdict: again(1) };
  const way = await passage(shop, control, nowMs, ports.random());
  if (!way.pass) return { verdict: isLater ? done : await waitForCircuit(ports, order, way) };

  const probe = way.probe ? shop.hold?.since : undefined;
  const givenBack = () => probeUndecided(ports, order.shop, probe, nowMs);
  // Before the lease: without a token nothing is attempted, and a failure here leaves the row unchanged.
  // A probe mostly comes because someone has just put the secret, so it doesn't trust what is remembered.
  const { get, refresh } = ports.tokens;
  const found = await secretOrLack(way.probe ? refresh(order.shop) : get(order.shop)).catch(async (error: unknown) => {
    await givenBack();
    throw error;
  });
  if ('lacks' in found)
    return { verdict: await openCircuit(ports, order, undefined, found.lacks, { code: found.lacks }) };
  if (remainingMs() < leaseMs(ports.partnerTimeoutMs)) {
    await givenBack();
    return { verdict: again(1) };
  }
  const allowed = await allowedByLimit(ports, order, shop).catch(async (error: unknown) => {
    await givenBack();
    throw error;
  });
  if (!allowed.may) {
    await givenBack();
    return { verdict: allowed.verdict };
  }
  return { probe, token: found.secret.token, countOn: allowed.countOn };
}

/** Takes the row and posts. `undefined`: nothing was sent: no payload, or another worker has the order. */
async function post(ports: Ports, hand: InHand, { probe, token, countOn }: Ready): Promise<Attempted | undefined> {
  const { order } = hand;
  const id = ports.newId();
  // Reading the token took time.
  const until = ports.now() + leaseMs(ports.partnerTimeoutMs);
  const take = (row: ThankuState) => {
    // Now, not before the row was read: whoever resumed the order meanwhile lets it begin at that later time.
    const nowMs = ports.now();
    // Reversed during an earlier attempt. Now no attempt is open.
    if (row.reversed !== undefined) return skipped(row, reversalKind(row.reversed), nowMs);
    const counted = countOn(withReceipt(hand, resumed(row, nowMs) ?? row, nowMs));
    return counted && lease(counted, { id, until }, nowMs);
  };
  const leased = await ports.store.thanku.change(keyOf(order), take, order);
  // Another worker has it. If that worker dies, the row comes back.
  if (!leased.changed || leased.row.lease?.id !== id) return undefined;
  return await send(ports, { ...hand, order: leased.row }, { leaseId: id, token, probe });
}

/** Posts a leased order and records the answer. `undefined`: there was nothing to send. */
async function send(
  ports: Ports,
  hand: InHand,
  { leaseId: id, token, probe }: Begun & { probe: Probe },
): Promise<Attempted | undefined> {
  const { order } = hand;
  const unread = { ...hand, order: undefined };
  const ready = await prepare(ports, hand, token).catch(async (error: unknown) => {
    // Nothing was requested, so a failure before the request must not look as if a ThankU may exist.
    await ports.store.thanku.change(keyOf(order), (row) => leaseGivenBack(row, id, ports.now()));
    const lacks = lackOf(error);
    if (lacks === undefined) throw error;
    return { kind: 'no-customer-key' as const, lacks };
  });
  if (ready.kind === 'no-customer-key')
    return { verdict: await openCircuit(ports, order, undefined, ready.lacks, { code: ready.lacks }), hand: unread };
  if (ready.kind === 'nothing-to-send') {
    await giveUp(ports, order, id, ready.isErased);
    return undefined;
  }
  const { call, payload, hand: started } = ready;
  let outcome = await ports.createThanku(call);
  if (outcome.kind === 'rejected' || (outcome.kind === 'refused' && outcome.reason === 'unauthorized')) {
    const fresh = await freshToken(ports, order.shop);
    if (fresh !== undefined && fresh !== call.token) outcome = await ports.createThanku({ ...call, token: fresh });
  }
  const action = thankuActionFor(outcome, ports.now());
  const made = { leaseId: id, simulated: call.simulate, payload, probe };
  if (action.do === 'post')
    return { verdict: done, hand: { ...started, ...(await recordPosted(ports, started, action, made)) } };
  const verdict = await applyAction(ports, started.order, action, made);
  return { verdict, hand: { ...started, order: undefined } };
}

/** An attempt's answer must be recorded, even if nobody can tell whether a newer token exists. */
async function freshToken({ tokens, telemetry }: Ports, shop: string): Promise<string | undefined> {
  try {
    return (await tokens.refresh(shop))?.token;
  } catch (error) {
    telemetry.warn('the ThankU token could not be read again', crashFacts(error));
    return undefined;
  }
}

type Prepared =
  | { kind: 'ready'; call: ThankuCall; payload: Payload; hand: InHand }
  /** Its payload is deleted, or must be deleted. */
  | { kind: 'nothing-to-send'; isErased: boolean };

/** Reads everything that is needed before the request to ThankU. */
async function prepare(ports: Ports, hand: InHand, token: string): Promise<Prepared> {
  const { order, payload: kept, begun } = hand;
  const { shop, pid, erase = false } = order;
  const payload = kept ?? (await ports.store.payload.get(keys.payload(shop, pid)));
  const frozen = frozenThanku(payload, order);
  if (payload === undefined || frozen === undefined || erase) return { kind: 'nothing-to-send', isErased: erase };
  const { body } = frozen;
  const simulate = frozen.simulate || ports.simulateAll;
  // Noted before checking for an erasure. An erasure after the check finds this note.
  if (!simulate) await noteNamed(ports.store, order, body, payload.order.customer);
  if (await isErased(ports.store, shop, payload.order.customer)) return { kind: 'nothing-to-send', isErased: true };
  const started = begun === undefined ? hand : await startReceipt(ports, hand);
  return { kind: 'ready', call: { body, simulate, token }, payload, hand: started };
}

/** The payload is (or must be) deleted, so nothing can be sent. Without an erasure, a person must look into it. */
async function giveUp(ports: Ports, order: ThankuState, leaseId: string, erased: boolean): Promise<void> {
  const nowMs = ports.now();
  await ports.store.thanku.change(keyOf(order), (row) => {
    const free = leaseGivenBack(row, leaseId, nowMs);
    const given = free && skipped(free, 'erased', nowMs);
    return given === undefined || erased || given.stuck !== undefined ? given : { ...given, stuck: 'reinstated' };
  });
}
