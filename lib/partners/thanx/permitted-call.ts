import { ThankflowError } from '../../errors.ts';
import type { Permit, Permits, Use } from '../../permits/permits.ts';
import type { Telemetry } from '../../telemetry.ts';
import { close, type Connected, type Connection } from './connection.ts';
import type { ThanxOutcome } from './outcome.ts';
import type { Timing } from './send.ts';

/** What a call with one credential needs from the world. */
export interface PermittedCallPorts {
  permits: Permits;
  thanx: { connect(): Promise<Connected> };
  telemetry: Pick<Telemetry, 'error'>;
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  credentialName: string;
  partnerTimeoutMs: number;
}

/** Besides what Thanx says: no permit in time, or `open` found that the call is not to be made after all. */
export type CallOutcome<T> = ThanxOutcome<T> | { kind: 'later'; retryAtMs: number } | { kind: 'closed' };

export interface CallOptions {
  /** The row's claim on the attempt, made when the permit is there. `false`: the call is not to be made after all. */
  open?: (sendByMs: number) => Promise<boolean>;
  use?: Use;
}

/** As long as a worker waits inline for its permit. */
const maxPermitWaitMs = 10_000;
/** A connection is opened this much before its permit's instant, and would be stale after two seconds. */
const connectAheadMs = 1000;
/** Bookkeeping after the call, with a database call that has to be tried three times. */
const afterwardsMs = 8000;

/**
 * One call to Thanx: permit, connection, then `open` (the row's claim on the attempt), then the request, at the permit's
 * instant and before it is late. Everything that keeps it from leaving is `not-sent`, and the permit burns.
 */
export async function permittedCall<T>(
  ports: PermittedCallPorts,
  remainingMs: () => number,
  send: (connection: Connection, timing: Timing) => Promise<ThanxOutcome<T>>,
  { open = () => Promise.resolve(true), use = 'submit' }: CallOptions = {},
): Promise<CallOutcome<T>> {
  const { now, permits, partnerTimeoutMs: timeoutMs } = ports;
  const budgetMs = remainingMs() - 2 * timeoutMs - afterwardsMs;
  if (budgetMs < 0) return { kind: 'later', retryAtMs: now() + 1000 };
  const permit = await permits.take(Math.min(maxPermitWaitMs, budgetMs), use).catch(noneToBeHad(now()));
  if (permit.kind === 'later') return permit;

  await ports.sleep(permit.sendAtMs - now() - connectAheadMs);
  const connected = await ports.thanx.connect();
  if (connected.kind === 'not-sent') return connected;
  const { connection } = connected;
  if (now() > permit.lateAtMs) {
    close(connection);
    return { kind: 'not-sent', reason: 'its permit burned while connecting' };
  }
  if (!(await open(permit.lateAtMs))) {
    close(connection);
    return { kind: 'closed' };
  }
  await ports.sleep(permit.sendAtMs - now());
  const outcome = await send(connection, { sendByMs: permit.lateAtMs, timeoutMs, now });
  if (outcome.kind === 'rate-limited') await stopAll(ports, now() + blockMs(outcome.retryAfterMs));
  return outcome;
}

/** What the call came to is known and must be recorded, whether or not the others can be told. */
async function stopAll({ permits, telemetry, credentialName }: PermittedCallPorts, untilMs: number): Promise<void> {
  try {
    await permits.block(untilMs);
  } catch (error) {
    const { name } = error instanceof Error ? error : { name: 'unknown' };
    telemetry.error('a 429 could not stop the other workers', { credential: credentialName, error: name });
  }
}

/** The limiter's row is out of reach: nothing is sent, and the receipt asks again soon instead of after its queue's long timeout. */
const noneToBeHad =
  (nowMs: number) =>
  (error: unknown): Permit => {
    if (error instanceof ThankflowError && error.code === 'no-permit')
      return { kind: 'later', retryAtMs: nowMs + 5000 };
    throw error;
  };

const defaultBlockMs = 30_000;
const maxBlockMs = 15 * 60_000;

/** How long a 429 stops everybody: as told, within reason. */
export const blockMs = (retryAfterMs: number | undefined): number =>
  Math.min(maxBlockMs, Math.max(1000, retryAfterMs ?? defaultBlockMs));
