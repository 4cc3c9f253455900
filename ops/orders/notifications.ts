import type { OpenCircuit } from '../../lib/circuit/circuit.ts';
import { isOpen, type Delivery, type NoticesState, type SkippedReason } from '../../lib/notify/state.ts';
import { eventName } from '../../lib/order/event-names.ts';
import { keyText, type OrderKey } from '../../lib/order/order-key.ts';
import type { Pause } from '../../lib/store/control.ts';
import { instant } from '../cli/words.ts';
import { describeCircuit, describePause } from '../pause/describe.ts';
import { meaningOf } from '../stuck/codes.ts';
import { describeReason } from './describe-happening.ts';
import type { NextStep } from './next-step.ts';
import type { TimelineEntry } from './timeline.ts';

/** One event for one of the shop's own systems. It contains nothing personal. */
export interface Notification extends Delivery {
  /** `order.thanked` */
  event: string;
  occurredAt: string;
}

/** What the shop's own systems are notified of, oldest first. */
export const notificationsIn = (row: NoticesState | undefined): Notification[] =>
  (row?.notices ?? []).flatMap((notice) =>
    (row?.deliveries ?? [])
      .filter((delivery) => delivery.notice === notice.id)
      .map((delivery) => Object.assign({ event: eventName(notice.type), occurredAt: notice.occurredAt }, delivery)),
  );

const skippedBecause: Record<string, string> & Record<SkippedReason, string> = {
  'target-removed': 'its target is no longer in the settings',
  simulated: 'the order was only simulated, so nobody is mailed',
  cancelled: 'the order is cancelled, so nobody is mailed',
  refunded: 'the order is refunded, so nobody is mailed',
  unpaid: 'the order is no longer paid, so nobody is mailed',
  erased: 'its customer was erased',
  'no-email': 'the order has no e-mail address',
  'no-link': 'the ThankU has no link',
  'no-order': 'the shop has no such order any more',
  'payload-gone': 'the customer’s address was kept for a day at most, and is deleted',
};

/** `failed (refused), 1 failed attempt: status, 410` */
export function describeNotification({ state, reason, attempts, lastError, waitsFor }: Notification): string {
  if (state === 'delivered') return 'delivered';
  if (state === 'skipped') return `not sent: ${skippedBecause[reason ?? ''] ?? reason ?? ''}`;
  const stopped = waitsFor === undefined ? reason : { brake: 'paused', hold: 'its target was stopped' }[waitsFor];
  const because = stopped === undefined ? '' : ` (${stopped})`;
  const tries = attempts === 0 ? '' : `, ${attempts} failed ${attempts === 1 ? 'attempt' : 'attempts'}`;
  const error = lastError === undefined ? '' : `: ${describeReason(lastError.code, lastError.status)}`;
  return `${state}${because}${tries}${error}`;
}

/** When each notification ended, and when its last attempt failed. */
export const notificationTimeline = (notifications: readonly Notification[]): TimelineEntry[] =>
  notifications.flatMap((one) => {
    const { target, event, lastError, endedAt, state } = one;
    const of = 'notified';
    const words = lastError?.words === undefined ? {} : { words: lastError.words };
    const failed: TimelineEntry[] =
      lastError === undefined || state === 'failed'
        ? []
        : [
            {
              at: lastError.at,
              of,
              what: `${target}, ${event}: attempt failed: ${describeReason(lastError.code, lastError.status)}`,
              ...words,
            },
          ];
    if (endedAt === undefined) return failed;
    const ended = { at: endedAt, of, what: `${target}, ${event}: ${describeNotification(one)}` } as const;
    return [...failed, state === 'failed' ? { ...ended, ...words } : ended];
  });

/** What the notifications of an order wait for. */
export interface NotifyStops {
  /** The open circuits of targets, by name. */
  holds: ReadonlyMap<string, OpenCircuit>;
  brake: Pause | undefined;
}

/** What happens to open and failed notifications, and what a person can do. */
export function notificationSteps(
  key: OrderKey,
  notifications: readonly Notification[],
  { holds, brake, dataKept, nowMs }: NotifyStops & { dataKept: boolean; nowMs: number },
): NextStep[] {
  const retry = `orders retry ${keyText(key)}`;
  return notifications.flatMap((one): NextStep[] => {
    const { target, state, waitsFor, reason, notBefore, to } = one;
    if (state === 'failed') {
      if (to === 'klaviyo' && !dataKept)
        return [{ means: `${target} can’t be notified any more: ${skippedBecause['payload-gone']}.`, commands: [] }];
      const { means } = meaningOf('notification-failed');
      return [{ means: `${target}: ${means} Once it accepts notifications again, retry:`, commands: [retry] }];
    }
    if (!isOpen(one)) return [];
    if (waitsFor === 'brake') {
      const why = brake === undefined ? 'the notifications of its shop were paused' : describePause(brake);
      return [{ means: `${target}: ${why}.`, commands: [`resume --shop ${key.shop} --notify`] }];
    }
    if (waitsFor === 'hold') return [held(key, one, holds.get(target), retry)];
    if (reason === 'settings-newer')
      return [
        { means: `${target} is a kind of target that only a newer version knows. It waits for that.`, commands: [] },
      ];
    if (notBefore <= nowMs) return [{ means: `${target} is notified as soon as its turn comes.`, commands: [] }];
    return [{ means: `${target} is notified automatically at ${instant(notBefore)}.`, commands: [retry] }];
  });
}

function held({ shop }: OrderKey, { target }: Notification, hold: OpenCircuit | undefined, retry: string): NextStep {
  if (hold === undefined) return { means: `${target}: its notifications continue within minutes.`, commands: [] };
  const put = `secrets put notify --shop ${shop} --target ${target}`;
  const why = `${target}: ${describeCircuit(hold)}, so all its notifications wait.`;
  if (hold.trial === true)
    return {
      means: `${why} Somebody has acted since, and one of them tries within 15 minutes. To have this one try now:`,
      commands: [retry],
    };
  if (hold.reason === 'no-secret') return { means: `${why} It has no secret.`, commands: [put] };
  if (hold.reason === 'unauthorized')
    return { means: `${why} It refuses the secret or the credential.`, commands: [put, retry] };
  if (hold.reason === 'moved')
    return {
      means: `${why} It isn’t where the settings say. Put its new address into the settings, and apply them:`,
      commands: ['shops apply FILE', retry],
    };
  return { means: `${why} One of them tries every 15 minutes. To have this one try now:`, commands: [retry] };
}
