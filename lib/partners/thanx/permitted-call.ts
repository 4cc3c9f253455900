import { ThankflowError } from '../../errors.ts';
import { crashFacts } from '../../error-facts.ts';
import type { Permit, Permits, Use } from '../../permits/permits.ts';
import type { Telemetry } from '../../telemetry.ts';
import { countThanxCall } from '../call-metrics.ts';
import { isFresh, type Connected, type Connection, type Timing } from '../connection.ts';
import { defaultBlockMs, maxBlockMs } from '../retry-after.ts';
import type { ThanxOutcome } from './read-answer.ts';

/** There was no permit in time, or another worker got a 429. Come back at `retryAtMs`, epoch ms. */
type Later = { kind: 'later'; retryAtMs: number };

/** An answer from Thanx, or no permit in time. */
export type CallOutcome<T> = ThanxOutcome<T> | Later;

type NotSent = { kind: 'not-sent'; reason: string };

type Send<T> = (connection: Connection, timing: Timing) => Promise<ThanxOutcome<T>>;

/** A call to Thanx that may leave now: its permit is taken, and a connection is open for it. */
export interface PreparedCall {
  kind: 'ready';
  /** The request leaves before this instant or not at all, epoch ms. */
  sendByMs: number;
  /** Sends at the permit's time. If that's missed, takes another permit, or answers `later` if none is free. Call it once. */
  send<T>(request: Send<T>): Promise<CallOutcome<T>>;
  /** Closes the connection if nothing was sent. */
  cancel(): void;
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

/** How long before the permit's time the connection is opened. It would be stale after two seconds. */
const connectAheadMs = 1500;
/** Time for recording the outcome, including a database call that needs three tries. */
const afterwardsMs = 8000;
/** A worker that was too late for this many permits gives up. */
const maxBurned = 5;

/** How long a call may wait for its permits, in ms: the remaining time of the invocation minus connecting, the call itself, and recording its outcome. */
export const waitingBudgetMs = (remainingMs: number, partnerTimeoutMs: number): number =>
  remainingMs - 2 * partnerTimeoutMs - afterwardsMs;

/** Takes a permit and connects shortly before it. `not-sent`: Thanx can't be reached; `later`: no permit in time. */
export async function prepareCall(
  ports: PermittedCallPorts,
  remainingMs: () => number,
  use: Use = 'submit',
): Promise<PreparedCall | NotSent | Later> {
  const { now, permits, partnerTimeoutMs: timeoutMs } = ports;
  const budgetMs = () => waitingBudgetMs(remainingMs(), timeoutMs);
  const sendByMs = now() + budgetMs() + timeoutMs;
  let connected: Connected | undefined;
  let burned = 0;
  const cancel = () => {
    if (connected?.kind === 'open') connected.connection.close();
    connected = undefined;
  };

  /** Gets the next permit, with an open connection. */
  const granted = async (): Promise<Extract<Permit, { sendAtMs: number }> | NotSent | Later> => {
    if (burned >= maxBurned || budgetMs() < 0) return { kind: 'later', retryAtMs: now() + 1000 };
    if ((permits.expectedWaitMs?.() ?? 0) < connectAheadMs) connected = await fresh(ports, connected, now());
    if (connected?.kind === 'not-sent') return notSent(ports, connected);
    const permit = await permits.take(budgetMs(), use).catch(laterWithoutPermit(ports, now()));
    if (permit.kind === 'later') return permit;
    if (permit.sendAtMs - now() > connectAheadMs) {
      await ports.sleep(permit.sendAtMs - now() - connectAheadMs);
      const untilMs = await blockedMeanwhile(ports, permit.sendAtMs, now());
      if (untilMs !== undefined) return { kind: 'later', retryAtMs: untilMs };
    }
    connected = await fresh(ports, connected, permit.sendAtMs);
    return connected.kind === 'not-sent' ? notSent(ports, connected) : permit;
  };

  const send = async <T>(request: Send<T>): Promise<CallOutcome<T>> => {
    try {
      for (let permit = first; ;) {
        if (permit.kind === 'later' || permit.kind === 'not-sent') return permit;
        await sleepUntil(ports, permit.sendAtMs);
        if (now() >= permit.sendAtMs && now() <= permit.lateAtMs && connected?.kind === 'open') {
          const { connection } = connected;
          connected = undefined;
          const outcome = await request(connection, { sendByMs: permit.lateAtMs, timeoutMs, now });
          countThanxCall(ports.telemetry, outcome);
          if (outcome.kind === 'rate-limited') await stopAll(ports, now() + blockMs(outcome.retryAfterMs));
          return outcome;
        }
        ports.telemetry.count('PermitBurned');
        burned += 1;
        permit = await granted();
      }
    } finally {
      cancel();
    }
  };

  const first = await granted().catch((error: unknown) => {
    cancel();
    throw error;
  });
  if (first.kind !== 'later' && first.kind !== 'not-sent') return { kind: 'ready', sendByMs, send, cancel };
  cancel();
  return first;
}

/** Makes one call to Thanx that is safe to repeat, so no row has to be claimed for it. */
export async function permittedCall<T>(
  ports: PermittedCallPorts,
  remainingMs: () => number,
  request: Send<T>,
  use: Use = 'submit',
): Promise<CallOutcome<T>> {
  const call = await prepareCall(ports, remainingMs, use);
  return call.kind === 'ready' ? await call.send(request) : call;
}

/** If Thanx can't be reached, that counts as a failed call, although nothing was sent. */
function notSent<Outcome extends { kind: 'not-sent' }>({ telemetry }: PermittedCallPorts, outcome: Outcome): Outcome {
  countThanxCall(telemetry, outcome);
  return outcome;
}

/** Timers may fire a millisecond early. */
async function sleepUntil({ now, sleep }: PermittedCallPorts, atMs: number): Promise<void> {
  for (let tries = 0; tries < 3 && now() < atMs; tries++) await sleep(atMs - now());
}

/** Returns a connection that will still be fresh at `atMs`: the given one, or a new one. */
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

/** Another worker may have got a 429 in the meantime. Returns until when nothing may be sent, epoch ms. */
async function blockedMeanwhile(ports: PermittedCallPorts, sendAtMs: number, nowMs: number) {
  try {
    const { blockedUntilMs = 0 } = await ports.permits.usage();
    return blockedUntilMs > sendAtMs ? blockedUntilMs : undefined;
  } catch (error) {
    return retryAfterNoPermit(ports, error, nowMs);
  }
}

/** Stops the other workers after a 429. It doesn't throw if that fails, because the call's outcome still has to be recorded. */
async function stopAll({ permits, telemetry, credentialName }: PermittedCallPorts, untilMs: number): Promise<void> {
  try {
    await permits.block(untilMs);
  } catch (error) {
    telemetry.error('a 429 could not stop the other workers', { credential: credentialName, ...crashFacts(error) });
  }
}

const laterWithoutPermit =
  (ports: PermittedCallPorts, nowMs: number) =>
  (error: unknown): Permit => ({ kind: 'later', retryAtMs: retryAfterNoPermit(ports, error, nowMs) });

/** Without the limiter's row, nothing is sent. It's retried soon, and logged here because no message fails. */
function retryAfterNoPermit({ telemetry, credentialName }: PermittedCallPorts, error: unknown, nowMs: number): number {
  if (!(error instanceof ThankflowError) || error.code !== 'no-permit') throw error;
  telemetry.error(error.message, { credential: credentialName, ...crashFacts(error) });
  return nowMs + 5000;
}

/** How long a 429 stops all workers, in ms. */
export const blockMs = (retryAfterMs: number | undefined): number =>
  Math.min(maxBlockMs, Math.max(1000, retryAfterMs ?? defaultBlockMs));
