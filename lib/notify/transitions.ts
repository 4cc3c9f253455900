import { orderWokenForMs, messageGraceMs } from '../order/grace-periods.ts';
import { lastError, type CallError } from '../order/history.ts';
import { lastRecheckAt } from '../order/waiting.ts';
import type { Notice } from '../order/notice.ts';
import { eventName } from '../order/event-names.ts';
import type { ReadTarget } from '../shops/notify-settings.ts';
import { toldTo } from './notification.ts';
import { isOpen, type Delivery, type FailedReason, type NoticesState, type SkippedReason } from './state.ts';

/** What the notices of a row are about. */
export type About = Pick<NoticesState, 'shop' | 'pid' | 'orderId' | 'number'>;

/** Ended notices that are kept for operators. */
const keptNotices = 20;

/** The targets that are told of a notice. A newer version's target decides itself. */
export const toldTargets = (targets: readonly ReadTarget[], { type }: Pick<Notice, 'type'>): ReadTarget[] =>
  targets.filter(({ target }) => {
    if (target === undefined) return true;
    const { events } = { events: undefined, ...target };
    return toldTo[target.to].has(type) && (events === undefined || events.includes(eventName(type)));
  });

/**
 * The row with one more notice for these targets. `undefined`: it has the notice already.
 * @param customer the sort keys of the tombstones that the order's customer would have
 */
export function noticed(
  row: NoticesState | undefined,
  about: About,
  { notice, targets, customer }: { notice: Notice; targets: readonly ReadTarget[]; customer: readonly string[] },
  nowMs: number,
): NoticesState | undefined {
  if (row?.notices.some(({ id }) => id === notice.id) === true) return undefined;
  const at = new Date(nowMs).toISOString();
  const added = targets.map(({ name, to }): Delivery => ({
    target: name,
    to,
    notice: notice.id,
    state: 'waiting',
    attempts: 0,
    notBefore: nowMs,
  }));
  const before: NoticesState = row ?? { ...about, notices: [], deliveries: [], createdAt: at, updatedAt: at };
  const names = customer.length > 0 ? [...customer] : before.customer;
  const next = trimmed({
    ...before,
    notices: [...before.notices, notice],
    deliveries: [...before.deliveries, ...added],
    updatedAt: at,
  });
  // Its message comes first. Housekeeping looks at it if that is lost.
  return { ...withDue(next, nowMs, messageGraceMs), customer: names };
}

/** Drops the oldest notices of which nothing is open, so that the row stays small. */
function trimmed(row: NoticesState): NoticesState {
  const open = new Set(row.deliveries.filter(isOpen).map(({ notice }) => notice));
  const dropped = new Set(
    row.notices.slice(0, Math.max(0, row.notices.length - keptNotices)).flatMap(({ id }) => (open.has(id) ? [] : [id])),
  );
  if (dropped.size === 0) return row;
  return {
    ...row,
    notices: row.notices.filter(({ id }) => !dropped.has(id)),
    deliveries: row.deliveries.filter(({ notice }) => !dropped.has(notice)),
  };
}

/** Takes the right to send. `undefined`: another worker has it, or nothing is due. */
export function taken(
  row: NoticesState,
  lease: { id: string; until: number },
  nowMs: number,
): NoticesState | undefined {
  if ((row.lease?.until ?? 0) > nowMs || dueDeliveries(row, nowMs).length === 0) return undefined;
  return { ...row, lease };
}

/**
 * The deliveries whose time has come, oldest first. One that waits for a stop asks whenever its row is woken: only the control row says whether it
 * has ended, and a wake-up may arrive before the row is marked.
 */
export const dueDeliveries = ({ deliveries }: NoticesState, nowMs: number): Delivery[] =>
  deliveries.filter((one) => isOpen(one) && (one.notBefore <= nowMs || one.waitsFor !== undefined));

/** What becomes of a delivery. Times are epoch ms. */
export type Step =
  | { do: 'end' }
  | { do: 'skip'; reason: SkippedReason }
  | { do: 'fail'; reason: FailedReason; error: CallError }
  | { do: 'retry'; atMs: number; error: CallError }
  /** It hasn't been tried: the target or the shop is stopped. */
  | { do: 'stop'; waitsFor: 'hold' | 'brake'; untilMs: number; error?: CallError | undefined }
  | { do: 'wait'; reason: 'settings-newer'; untilMs: number };

export interface Taken {
  delivery: Pick<Delivery, 'target' | 'notice'>;
  step: Step;
}

/** Records what a worker did, and gives its lease back. `undefined`: another worker has taken over. */
export function recorded(
  row: NoticesState,
  leaseId: string,
  steps: readonly Taken[],
  nowMs: number,
): NoticesState | undefined {
  if (row.lease?.id !== leaseId) return undefined;
  const deliveries = row.deliveries.map((delivery) => {
    const { step } =
      steps.find((one) => one.delivery.target === delivery.target && one.delivery.notice === delivery.notice) ?? {};
    return step === undefined || !isOpen(delivery) ? delivery : stepped(delivery, step, nowMs);
  });
  const { lease: _, ...rest } = row;
  return withDue({ ...rest, deliveries, updatedAt: new Date(nowMs).toISOString() }, nowMs);
}

function stepped({ waitsFor: _, reason: __, ...delivery }: Delivery, step: Step, nowMs: number): Delivery {
  const endedAt = new Date(nowMs).toISOString();
  switch (step.do) {
    case 'end':
      return { ...delivery, state: 'delivered', endedAt };
    case 'skip':
      return { ...delivery, state: 'skipped', reason: step.reason, endedAt };
    case 'fail':
      return {
        ...delivery,
        state: 'failed',
        reason: step.reason,
        attempts: delivery.attempts + 1,
        lastError: withWords(step.error, nowMs),
        endedAt,
      };
    case 'retry':
      return {
        ...delivery,
        attempts: delivery.attempts + 1,
        notBefore: step.atMs,
        lastError: withWords(step.error, nowMs),
      };
    case 'stop':
      return {
        ...delivery,
        waitsFor: step.waitsFor,
        notBefore: step.untilMs,
        ...(step.error && { lastError: withWords(step.error, nowMs) }),
      };
    case 'wait':
      return { ...delivery, reason: step.reason, notBefore: step.untilMs };
  }
}

const withWords = (error: CallError, nowMs: number) => ({
  ...lastError(error, nowMs),
  ...(error.words !== undefined && { words: error.words.slice(0, 160) }),
});

/** Housekeeping is about to send a wake-up. `undefined`: the index was outdated and the row isn't due. */
export function woken(row: NoticesState, nowMs: number): NoticesState | undefined {
  if (row.dueKind !== 'notify' || row.dueAt === undefined || row.dueAt > nowMs) return undefined;
  return { ...row, dueAt: nowMs + orderWokenForMs };
}

/** Deliveries that waited for a stop go on. `undefined`: none did. @param target only this target's; all if absent */
export function resumed(
  row: NoticesState,
  waitsFor: 'hold' | 'brake',
  target: string | undefined,
  nowMs: number,
  dueAt = nowMs + orderWokenForMs,
): NoticesState | undefined {
  const waits = (one: Delivery) =>
    isOpen(one) && one.waitsFor === waitsFor && (target === undefined || one.target === target);
  if (!row.deliveries.some(waits)) return undefined;
  const deliveries = row.deliveries.map((one) => {
    if (!waits(one)) return one;
    const { waitsFor: _, ...free } = one;
    return { ...free, notBefore: nowMs };
  });
  return { ...withDue({ ...row, deliveries, updatedAt: new Date(nowMs).toISOString() }, nowMs), dueAt };
}

/** Woken to probe a target's circuit: other rows probe before it does again. `undefined`: nothing of it waits for the circuit. */
export const probed = (row: NoticesState, target: string, nowMs: number): NoticesState | undefined =>
  postponed(row, (one) => one.waitsFor === 'hold' && one.target === target, lastRecheckAt(nowMs), nowMs);

/** Its due deliveries are still stopped until `untilMs`, epoch ms. `undefined`: none of them is. */
export const stillStopped = (row: NoticesState, untilMs: number, nowMs: number): NoticesState | undefined =>
  postponed(row, (one) => one.waitsFor !== undefined && one.notBefore <= nowMs, untilMs, nowMs);

function postponed(
  row: NoticesState,
  waits: (delivery: Delivery) => boolean,
  untilMs: number,
  nowMs: number,
): NoticesState | undefined {
  if (!row.deliveries.some((one) => isOpen(one) && waits(one))) return undefined;
  const deliveries = row.deliveries.map((one) => (isOpen(one) && waits(one) ? { ...one, notBefore: untilMs } : one));
  return withDue({ ...row, deliveries }, nowMs);
}

/** An operator has failed deliveries tried again. `undefined`: none has failed. */
export function retriedByHand(row: NoticesState, nowMs: number): NoticesState | undefined {
  if (!row.deliveries.some(({ state }) => state === 'failed')) return undefined;
  const deliveries = row.deliveries.map((one): Delivery => {
    if (one.state !== 'failed') return one;
    const { endedAt: _, reason: __, ...open } = one;
    return { ...open, state: 'waiting', attempts: 0, retriedAt: nowMs, notBefore: nowMs };
  });
  return withDue({ ...row, deliveries, updatedAt: new Date(nowMs).toISOString() }, nowMs);
}

/** The customer was erased: what is still to be told isn't. `undefined`: nothing is. */
export function forgotten(row: NoticesState, nowMs: number): NoticesState | undefined {
  if (!row.deliveries.some(isOpen)) return undefined;
  const erased = { do: 'skip', reason: 'erased' } as const;
  const deliveries = row.deliveries.map((one) => (isOpen(one) ? stepped(one, erased, nowMs) : one));
  return withDue({ ...row, deliveries, updatedAt: new Date(nowMs).toISOString() }, nowMs);
}

/** Nobody has failed deliveries tried again within a month: the row stays, and waits for nobody. */
export function noLongerStuck(row: NoticesState): NoticesState | undefined {
  if (row.dueKind !== 'stuck') return undefined;
  const { dueKind: _, dueAt: __, ...rest } = row;
  return rest;
}

/** The row with its due kind and time. Once nothing is open, it forgets the customer. */
function withDue({ dueKind, dueAt, ...row }: NoticesState, nowMs: number, graceMs = 0): NoticesState {
  const open = row.deliveries.filter(isOpen);
  if (open.length > 0)
    return {
      ...row,
      dueKind: 'notify',
      dueAt: Math.max(nowMs + graceMs, Math.min(...open.map((one) => one.notBefore))),
    };
  const { customer: _, ...ended } = row;
  if (!row.deliveries.some(({ state }) => state === 'failed')) return ended;
  return { ...ended, dueKind: 'stuck', dueAt: dueKind === 'stuck' && dueAt !== undefined ? dueAt : nowMs };
}
