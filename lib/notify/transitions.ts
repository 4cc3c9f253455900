import { orderWokenForMs } from '../order/grace-periods.ts';
import { lastErrorInWords, type CallError } from '../order/history.ts';
import { noteQuietMs } from './notification.ts';
import {
  hasFailed,
  isOpen,
  withDue,
  type Delivery,
  type FailedReason,
  type NoticesState,
  type SkippedReason,
} from './state.ts';

/** Takes the right to send. `undefined`: another worker has it, or nothing is due. */
export function taken(
  row: NoticesState,
  lease: { id: string; until: number },
  nowMs: number,
): NoticesState | undefined {
  if ((row.lease?.until ?? 0) > nowMs || dueDeliveries(row, nowMs).length === 0) return undefined;
  return { ...afterDeath(row, nowMs), lease };
}

/** A worker that has died hasn't given its lease back, and may have asked for a note. */
function afterDeath(row: NoticesState, nowMs: number): NoticesState {
  const { lease } = row;
  if (lease === undefined) return row;
  const deliveries = dueDeliveries(row, nowMs).filter(({ to }) => to === 'woocommerce-note');
  const quiet = new Set(deliveries);
  const quietUntil = lease.until + noteQuietMs;
  return {
    ...row,
    deliveries: row.deliveries.map((one) => (quiet.has(one) ? { ...one, quietUntil, notBefore: quietUntil } : one)),
  };
}

/**
 * The deliveries whose time has come, oldest first. One that waits for a stop asks whenever its row is woken: only the control row says whether it
 * has ended, and a wake-up may arrive before the row is marked.
 */
export const dueDeliveries = ({ deliveries }: NoticesState, nowMs: number): Delivery[] =>
  deliveries.filter(
    (one) => isOpen(one) && !isQuiet(one, nowMs) && (one.notBefore <= nowMs || one.waitsFor !== undefined),
  );

const isQuiet = ({ quietUntil = 0 }: Delivery, nowMs: number): boolean => quietUntil > nowMs;

/** What becomes of a delivery. Times are epoch ms. */
export type Step =
  | { do: 'end' }
  | { do: 'skip'; reason: SkippedReason }
  | { do: 'fail'; reason: FailedReason; quietUntil?: number | undefined; error: CallError }
  | { do: 'retry'; atMs: number; quietUntil?: number | undefined; error: CallError }
  /** It hasn't been tried: the target or the shop is stopped. */
  | {
      do: 'stop';
      waitsFor: 'hold' | 'brake';
      untilMs: number;
      quietUntil?: number | undefined;
      error?: CallError | undefined;
    }
  | { do: 'wait'; reason: 'settings-newer'; untilMs: number };

/** What a worker did about a delivery. */
export interface DeliveryStep {
  delivery: Pick<Delivery, 'target' | 'notice'>;
  step: Step;
}

/**
 * Records what a worker did, and gives its lease back. `undefined`: another worker has taken over.
 * @param graceMs how long housekeeping leaves what is still due to the message
 */
export function recorded(
  row: NoticesState,
  leaseId: string,
  steps: readonly DeliveryStep[],
  nowMs: number,
  graceMs = 0,
): NoticesState | undefined {
  if (row.lease?.id !== leaseId) return undefined;
  const deliveries = row.deliveries.map((delivery) => {
    const { step } =
      steps.find((one) => one.delivery.target === delivery.target && one.delivery.notice === delivery.notice) ?? {};
    return step === undefined || !isOpen(delivery) ? delivery : stepped(delivery, step, nowMs);
  });
  const { lease: _, ...rest } = row;
  return withDue({ ...rest, deliveries, updatedAt: new Date(nowMs).toISOString() }, nowMs, graceMs);
}

function stepped(before: Delivery, step: Step, nowMs: number): Delivery {
  const { waitsFor: _, reason: __, ...delivery } = before;
  const endedAt = new Date(nowMs).toISOString();
  switch (step.do) {
    case 'end':
      return { ...withoutWords(delivery), state: 'delivered', endedAt };
    case 'skip':
      return { ...withoutWords(delivery), state: 'skipped', reason: step.reason, endedAt };
    case 'fail':
      return {
        ...delivery,
        state: 'failed',
        reason: step.reason,
        attempts: delivery.attempts + 1,
        ...(step.quietUntil !== undefined && { quietUntil: step.quietUntil }),
        lastError: lastErrorInWords(step.error, nowMs),
        endedAt,
      };
    case 'retry':
      return {
        ...delivery,
        attempts: delivery.attempts + 1,
        notBefore: step.atMs,
        ...(step.quietUntil !== undefined && { quietUntil: step.quietUntil }),
        lastError: lastErrorInWords(step.error, nowMs),
      };
    case 'stop':
      return {
        ...delivery,
        waitsFor: step.waitsFor,
        notBefore: step.untilMs,
        ...(step.quietUntil !== undefined && { quietUntil: step.quietUntil }),
        ...(step.error && { lastError: lastErrorInWords(step.error, nowMs) }),
      };
    case 'wait':
      return { ...delivery, reason: step.reason, notBefore: step.untilMs };
  }
}

/** A target's words are kept for as long as somebody may have to act. */
function withoutWords({ lastError, ...delivery }: Delivery): Delivery {
  if (lastError === undefined) return delivery;
  const { words: _, ...error } = lastError;
  return { ...delivery, lastError: error };
}

/** Housekeeping is about to send a wake-up. `undefined`: the index was outdated and the row isn't due. */
export function woken(row: NoticesState, nowMs: number): NoticesState | undefined {
  if (row.dueKind !== 'notify' || row.dueAt === undefined || row.dueAt > nowMs) return undefined;
  return { ...row, dueAt: nowMs + orderWokenForMs };
}

const isLeft = (one: Delivery): boolean => isOpen(one) || hasFailed(one);

/** The customer was erased: what is still to be told isn't, nor what has failed. `undefined`: nothing is. */
export function forgotten(row: NoticesState, nowMs: number): NoticesState | undefined {
  if (!row.deliveries.some(isLeft)) return undefined;
  const erased = { do: 'skip', reason: 'erased' } as const;
  const deliveries = row.deliveries.map((one) => (isLeft(one) ? stepped(one, erased, nowMs) : one));
  return withDue({ ...row, deliveries, updatedAt: new Date(nowMs).toISOString() }, nowMs);
}

/** Nobody has failed deliveries tried again within a month: the row stays, waits for nobody, and forgets the customer. */
export function noLongerStuck(row: NoticesState): NoticesState | undefined {
  if (row.dueKind !== 'stuck') return undefined;
  const { dueKind: _, dueAt: __, customer: ___, ...rest } = row;
  return { ...rest, deliveries: rest.deliveries.map(withoutWords) };
}
