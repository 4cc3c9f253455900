import type { OpenCircuit } from '../../../lib/circuit/circuit.ts';
import { lastError, type CallError, type LastError } from '../../../lib/order/history.ts';
import { basketStopped } from '../../../lib/order/basket/stopping.ts';
import type { BasketState } from '../../../lib/order/basket/state.ts';
import {
  basketDeferred,
  basketRefused,
  basketSkipped,
  basketUnanswered,
} from '../../../lib/order/basket/transitions.ts';
import type { BasketRefusal, BasketSkipReason } from '../../../lib/order/reasons.ts';
import { recheckAt } from '../../../lib/order/waiting.ts';
import { maxAttempts, maxVisibilitySeconds, retryDelaySeconds } from '../../../lib/queue/backoff.ts';
import { again, done, type Verdict } from '../../../lib/queue/consume.ts';
import type { Lacking } from '../../../lib/secrets/lacking.ts';
import { keys } from '../../../lib/store/keys.ts';
import type { SeenRows } from '../../../lib/store/settle.ts';
import { openCircuit } from '../circuit.ts';
import type { Ports } from '../ports.ts';
import { basketWaits, isCircuitClosed, isResumed, type IsFree } from '../wait-on-row.ts';

/** A basket in a worker's hands. `attemptId`: of the attempt that it has opened, if it has. */
export interface Held {
  ports: Ports;
  row: BasketState;
  attemptId?: string;
}

export const keyOf = ({ shop, pid }: Pick<BasketState, 'shop' | 'pid'>) => keys.basket(shop, pid);

/** The attempt did nothing. If it may be repeated soon, its message brings it back, otherwise its row. */
export async function deferBasket({ ports, row, attemptId }: Held, atMs: number, error?: LastError): Promise<Verdict> {
  const waitMs = atMs - ports.now();
  const byMessage = waitMs <= maxVisibilitySeconds * 1000;
  await ports.store.basket.change(keyOf(row), (current) =>
    basketDeferred(current, attemptId, atMs, ports.now(), { error, byMessage }),
  );
  return byMessage ? again(waitMs / 1000) : done;
}

/** Tries again later, or gives up. `answered: false`: Thanx may have got it all the same. */
export async function retryBasket(held: Held, error: CallError, answered = true): Promise<Verdict | Ended> {
  const { ports, row, attemptId } = held;
  const failed = lastError(error, ports.now());
  const isLast = row.attempts >= maxAttempts;
  const seconds = retryDelaySeconds(row.attempts + 1, ports.retryBaseSeconds, ports.random());
  const atMs = ports.now() + seconds * 1000;
  if (answered || attemptId === undefined)
    return isLast ? await refuseBasket(held, 'gave-up', failed) : await deferBasket(held, atMs, failed);
  const { changed, row: written } = await ports.store.basket.change(keyOf(row), (current) => {
    const waiting = basketUnanswered(current, attemptId, atMs, failed, ports.now());
    // If the order was reversed meanwhile, it isn't what was given up that is sent next.
    if (!isLast || waiting?.state !== row.state) return waiting;
    return basketRefused(waiting, undefined, 'gave-up', failed, ports.now());
  });
  if (isLast && changed) return { done: true, basket: written };
  return isLast || seconds > maxVisibilitySeconds ? done : again(seconds);
}

export async function skipBasket({ ports, row }: Held, reason: BasketSkipReason): Promise<Verdict> {
  await ports.store.basket.change(keyOf(row), (current) => basketSkipped(current, reason, ports.now()));
  return done;
}

/** The worker has changed the row's state. The rows are those that it has just written or read, and it publishes the change. */
export interface Ended extends Pick<SeenRows, 'basket' | 'payload'> {
  done: true;
}

export async function refuseBasket(
  { ports, row, attemptId }: Held,
  reason: BasketRefusal,
  error: LastError,
): Promise<Verdict | Ended> {
  const { shop, pid } = row;
  const { changed, row: refused } = await ports.store.basket.change(keyOf(row), (current) =>
    basketRefused(current, attemptId, reason, error, ports.now()),
  );
  ports.telemetry.error('a basket was refused', { shop, pid, reason, code: error.code, status: error.status });
  return changed ? { done: true, basket: refused } : done;
}

/** Opens the credential's circuit or, with `secretsOf`, that of the shop's own secrets. The basket waits on its row until it closes. */
export async function openCircuitForBasket(
  { ports, row, attemptId }: Held,
  reason: OpenCircuit['reason'] | Lacking,
  { status, secretsOf }: { status?: number | undefined; secretsOf?: string } = {},
): Promise<Verdict> {
  const untilMs = await openCircuit(ports, reason, status, secretsOf);
  const error = lastError({ code: reason, status }, ports.now());
  const control = secretsOf === undefined ? ports.control : ports.shopSecretsControl(secretsOf);
  return await basketWaits(ports, row, isCircuitClosed(control), (current) =>
    basketDeferred(current, attemptId, untilMs, ports.now(), { error, byMessage: false, waitsFor: 'hold' }),
  );
}

/** No worker is processing the basket. It waits on its row until `untilMs`, or until it's free. */
export const basketWaitsFor = ({ ports, row }: Held, untilMs: number, isFree: IsFree): Promise<Verdict> =>
  basketWaits(ports, row, isFree, (current) => basketStopped(current, 'hold', untilMs, ports.now()));

/** Makes a basket wait until an operator resumes it. */
export const pauseBasket = ({ ports, row }: Held): Promise<Verdict> =>
  basketWaits(ports, row, isResumed(ports, row.shop), (current) =>
    basketStopped(current, 'brake', recheckAt(ports.now(), ports.random()), ports.now()),
  );
