import { crashFacts } from '../../error-facts.ts';
import { ThankflowError } from '../../errors.ts';
import type { Permit, Permits, Use } from '../../permits/permits.ts';
import type { Telemetry } from '../../telemetry.ts';
import { countThanxCall } from '../call-metrics.ts';
import { isFresh, type Connected, type Connection } from '../connection.ts';
import { defaultBlockMs, maxBlockMs } from '../retry-after.ts';
import type { ThanxOutcome } from './outcome.ts';
import type { Timing } from '../send.ts';

/** Besides what Thanx says: no permit in time, or `open` found that the call is not to be made after all. */
export type CallOutcome<T> = ThanxOutcome<T> | { kind: 'later'; retryAtMs: number } | { kind: 'closed' };

export interface CallOptions {
  /** The row's claim on the attempt, made when the permit is there. `false`: the call is not to be made after all. */
  open?: (sendByMs: number) => Promise<boolean>;
  use?: Use;
}

/** What a call with one credential needs from the world. */
export interface PermittedCallPorts {
  permits: Permits;
  thanx: { connect(): Promise<Connected> };
  telemetry: Pick<Telemetry, 'count' | 'error'>;
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  credentialName: string;
  partnerTimeoutMs: number;
}

/** A connection is opened this much before its permit's instant, and would be stale after two seconds. */
const connectAheadMs = 1500;
/** Bookkeeping after the call, with a database call that has to be tried three times. */
const afterwardsMs = 8000;
/** A worker that wakes late as often as this is no good now. */
const mostBurned = 5;

/**
 * How long a call may wait for its permits: what is left of the invocation, less connecting, the call itself and what
 * is written afterwards.
 */
export const waitingBudgetMs = (remainingMs: number, partnerTimeoutMs: number): number =>
  remainingMs - 2 * partnerTimeoutMs - afterwardsMs;

/**
 * One call to Thanx: a connection, a permit, `open` (the row's claim on the attempt), then the request, at the permit's
 * instant and before it is late. A permit far ahead is waited for first. Whoever wakes too late lets it burn and takes
 * another; everything else that keeps the request from leaving is `not-sent`, or `later` if there is no permit in time.
 */
export async function permittedCall<T>(
  ports: PermittedCallPorts,
  remainingMs: () => number,
  send: (connection: Connection, timing: Timing) => Promise<ThanxOutcome<T>>,
  { open = () => Promise.resolve(true), use = 'submit' }: CallOptions = {},
): Promise<CallOutcome<T>> {
  const { now, permits, partnerTimeoutMs: timeoutMs } = ports;
  const budgetMs = () => waitingBudgetMs(remainingMs(), timeoutMs);
  const sendByMs = now() + budgetMs() + timeoutMs;
  let opened = false;
  let connected: Connected | undefined;
  try {
    for (let burned = 0; burned < mostBurned && budgetMs() >= 0; burned++) {
      if ((permits.expectedWaitMs?.() ?? 0) < connectAheadMs) connected = await fresh(ports, connected, now());
      if (connected?.kind === 'not-sent') return notSent(ports, connected);
      const permit = await permits.take(budgetMs(), use).catch(noneToBeHad(ports, now()));
      if (permit.kind === 'later') return permit;

      if (permit.sendAtMs - now() > connectAheadMs) {
        await ports.sleep(permit.sendAtMs - now() - connectAheadMs);
        const untilMs = await blockedMeanwhile(ports, permit.sendAtMs, now());
        if (untilMs !== undefined) return { kind: 'later', retryAtMs: untilMs };
      }
      connected = await fresh(ports, connected, permit.sendAtMs);
      if (connected.kind === 'not-sent') return notSent(ports, connected);
      opened ||= await open(sendByMs);
      if (!opened) return { kind: 'closed' };
      await sleepUntil(ports, permit.sendAtMs);
      if (now() >= permit.sendAtMs && now() <= permit.lateAtMs) {
        const { connection } = connected;
        connected = undefined;
        const outcome = await send(connection, { sendByMs: permit.lateAtMs, timeoutMs, now });
        countThanxCall(ports.telemetry, outcome);
        if (outcome.kind === 'rate-limited') await stopAll(ports, now() + blockMs(outcome.retryAfterMs));
        return outcome;
      }
      ports.telemetry.count('PermitBurned');
    }
    return { kind: 'later', retryAtMs: now() + 1000 };
  } finally {
    if (connected?.kind === 'open') connected.connection.close();
  }
}

/** A partner that cannot be reached has failed a call, although none left. */
function notSent<Outcome extends { kind: 'not-sent' }>({ telemetry }: PermittedCallPorts, outcome: Outcome): Outcome {
  countThanxCall(telemetry, outcome);
  return outcome;
}

/** Timers may fire a millisecond early. */
async function sleepUntil({ now, sleep }: PermittedCallPorts, atMs: number): Promise<void> {
  for (let tries = 0; tries < 3 && now() < atMs; tries++) await sleep(atMs - now());
}

/** A connection that is still good at an instant: the one there is, or a new one. */
async function fresh(
  { thanx }: PermittedCallPorts,
  connected: Connected | undefined,
  atMs: number,
): Promise<Connected> {
  if (connected?.kind === 'open') {
    if (isFresh(connected.connection, atMs)) return connected;
    connected.connection.close();
  }
  return await thanx.connect();
}

/** While a permit was waited for another worker may have met a 429. */
async function blockedMeanwhile(ports: PermittedCallPorts, sendAtMs: number, nowMs: number) {
  try {
    const { blockedUntilMs = 0 } = await ports.permits.usage();
    return blockedUntilMs > sendAtMs ? blockedUntilMs : undefined;
  } catch (error) {
    return retryAfterNoPermit(ports, error, nowMs);
  }
}

/** What the call came to is known and must be recorded, whether or not the others can be told. */
async function stopAll({ permits, telemetry, credentialName }: PermittedCallPorts, untilMs: number): Promise<void> {
  try {
    await permits.block(untilMs);
  } catch (error) {
    telemetry.error('a 429 could not stop the other workers', { credential: credentialName, ...crashFacts(error) });
  }
}

const noneToBeHad =
  (ports: PermittedCallPorts, nowMs: number) =>
  (error: unknown): Permit => ({ kind: 'later', retryAtMs: retryAfterNoPermit(ports, error, nowMs) });

/**
 * The limiter's row is out of reach: nothing is sent, and the receipt asks again soon instead of after its queue's long
 * timeout. No message fails or grows old by that, so it is said here or nowhere.
 */
function retryAfterNoPermit({ telemetry, credentialName }: PermittedCallPorts, error: unknown, nowMs: number): number {
  if (!(error instanceof ThankflowError) || error.code !== 'no-permit') throw error;
  telemetry.error(error.message, { credential: credentialName, ...crashFacts(error) });
  return nowMs + 5000;
}

/** How long a 429 stops everybody: as told, within reason. */
export const blockMs = (retryAfterMs: number | undefined): number =>
  Math.min(maxBlockMs, Math.max(1000, retryAfterMs ?? defaultBlockMs));
