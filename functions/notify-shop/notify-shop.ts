import { isOpen, needsPayload, type NoticesState } from '../../lib/notify/state.ts';
import { dueDeliveries, recorded, taken, type DeliveryStep, type Step } from '../../lib/notify/transitions.ts';
import { noticesIn, type WakeNotices } from '../../lib/order/event.ts';
import { orderWokenForMs } from '../../lib/order/grace-periods.ts';
import { keyText } from '../../lib/order/order-key.ts';
import { again, done, type Verdict } from '../../lib/queue/consume.ts';
import { noticesKey, type NoticesOf } from '../../lib/store/keys.ts';
import { leavingUnreadable } from '../../lib/store/unreadable.ts';
import type { Ports } from './ports.ts';
import { resumeIfFree } from './resume-if-free.ts';
import { tellTargets, type TellingResult } from './tell-targets.ts';

/** Reserved for recording what was done. */
const marginMs = 10_000;

/**
 * Tells a shop's systems what is due, and records what became of each notification in one write. If the worker dies before that, everything is sent again:
 * webhooks have the same IDs, a note is looked for first, and Klaviyo drops what it has.
 */
export async function notifyShop(ports: Ports, message: WakeNotices, remainingMs: () => number): Promise<Verdict> {
  const of = noticesIn(message);
  if (of === undefined) return done;
  return await leavingUnreadable(ports.telemetry, () => handle(ports, of, remainingMs), done);
}

async function handle(ports: Ports, of: NoticesOf, remainingMs: () => number): Promise<Verdict> {
  const { store, now } = ports;
  const key = noticesKey(of);
  const row = await store.notices.get(key);
  if (row === undefined) return done;
  const startMs = now();
  if (dueDeliveries(row, startMs).length === 0) {
    // A worker may have died after Klaviyo had its event.
    await freePayload(ports, of, row);
    return done;
  }
  const leaseMs = remainingMs() - marginMs / 2;
  if (leaseMs < ports.partnerTimeoutMs + marginMs) return again(1);
  const lease = { id: ports.newId(), until: startMs + leaseMs };
  const took = await store.notices.change(key, (current) => taken(current, lease, now()), row);
  // Another worker sends. What this message is about may have come after it began.
  if (!took.changed) return took.row === undefined || dueDeliveries(took.row, now()).length === 0 ? done : again(5);
  // If this fails, nothing was sent.
  const told = await tellTargets(ports, took.row, lease.until - marginMs).catch(noneTold);
  const { steps, failures } = await reported(ports, of, took.row, told);
  // What failed comes back with this message, and only later by housekeeping.
  const graceMs = failures.length > 0 ? orderWokenForMs : 0;
  const { row: after } = await store.notices.change(
    key,
    (current) => recorded(current, lease.id, steps, now(), graceMs),
    took.row,
  );
  if (after !== undefined) {
    await freePayload(ports, of, after);
    await resumeIfFree(ports, key, after);
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} targets could not be told`);
  return done;
}

/** Klaviyo has its event, or doesn't get it: thank-customer settles the order and deletes its payload. */
async function freePayload({ wakeOrder }: Ports, { shop, pid }: NoticesOf, row: NoticesState): Promise<void> {
  const hadNeed = row.deliveries.some(({ to }) => to === 'klaviyo');
  if (pid !== undefined && hadNeed && !needsPayload(row)) await wakeOrder({ shop, pid });
}

const noneTold = (error: unknown): TellingResult => ({ steps: [], failures: [error] });

const isEnded = ({ step }: DeliveryStep): boolean => step.do === 'end' || step.do === 'skip' || step.do === 'fail';

/** Sends the dead letters before anything is recorded: after a crash, they are sent again. What has none isn't at its end. */
async function reported(
  ports: Ports,
  of: NoticesOf,
  row: NoticesState,
  { steps, failures }: TellingResult,
): Promise<TellingResult> {
  const recordable: TellingResult = { steps: [], failures: [...failures] };
  for (const { delivery, step } of steps) {
    if (step.do === 'end') ports.telemetry.count('NotificationSent');
    const unsent = step.do === 'fail' ? await reportFailed(ports, of, delivery, step) : undefined;
    if (unsent !== undefined) recordable.failures.push(unsent.error);
    recordable.steps.push({ delivery, step: unsent?.step ?? step });
  }
  const left = row.deliveries.filter(isOpen).length - recordable.steps.filter(isEnded).length;
  ports.telemetry.info('notified', {
    shop: of.shop,
    steps: recordable.steps.map(({ step }) => step.do).join(' '),
    left,
  });
  return recordable;
}

/** Returns what becomes of the delivery instead if its dead letter can't be sent, and why it can't. */
async function reportFailed(
  { sendDeadLetter, telemetry, now }: Ports,
  of: NoticesOf,
  { target }: DeliveryStep['delivery'],
  { reason, quietUntil, error: { code }, error }: Extract<Step, { do: 'fail' }>,
): Promise<{ step: Step; error: unknown } | undefined> {
  try {
    await sendDeadLetter(of, `notification-${reason}`);
  } catch (unsent) {
    const atMs = Math.max(now() + orderWokenForMs, quietUntil ?? 0);
    return { step: { do: 'retry', atMs, quietUntil, error }, error: unsent };
  }
  const about = { shop: of.shop, ...(of.pid !== undefined && { order: keyText({ shop: of.shop, pid: of.pid }) }) };
  telemetry.error('a notification failed', { ...about, target, code });
  telemetry.count('NotificationFailed');
  return undefined;
}
