import { isOpen, needsPayload, type NoticesState } from '../../lib/notify/state.ts';
import { noticesOf } from '../../lib/notify/tell.ts';
import { dueDeliveries, recorded, taken, type Taken } from '../../lib/notify/transitions.ts';
import type { WakeNotices } from '../../lib/order/event.ts';
import { keyText } from '../../lib/order/order-key.ts';
import { again, done, type Verdict } from '../../lib/queue/consume.ts';
import { noticesKey, type NoticesOf } from '../../lib/store/keys.ts';
import { leavingUnreadable } from '../../lib/store/unreadable.ts';
import type { Ports } from './ports.ts';
import { resumeIfFree } from './resume-if-free.ts';
import { tellTargets } from './tell-targets.ts';

/** Reserved for recording what was done. */
const marginMs = 10_000;

/**
 * Tells a shop's systems what is due, and records what became of each notification in one write. If the worker dies before that, everything is sent again:
 * webhooks have the same IDs, a note is looked for first, and Klaviyo drops what it has.
 */
export async function notifyShop(ports: Ports, message: WakeNotices, remainingMs: () => number): Promise<Verdict> {
  const of = noticesOf(message);
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
  const { steps, failures } = await tellTargets(ports, took.row, lease.until - marginMs);
  await reportFailed(ports, of, took.row, steps);
  const { row: after } = await store.notices.change(
    key,
    (current) => recorded(current, lease.id, steps, now()),
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

/** The dead letters come first: after a crash, they are sent again. */
async function reportFailed(
  { sendDeadLetter, telemetry }: Ports,
  of: NoticesOf,
  row: NoticesState,
  steps: readonly Taken[],
): Promise<void> {
  for (const { delivery, step } of steps) {
    const about = { shop: of.shop, ...(of.pid !== undefined && { order: keyText({ shop: of.shop, pid: of.pid }) }) };
    if (step.do === 'end') telemetry.count('NotificationSent');
    if (step.do !== 'fail') continue;
    await sendDeadLetter(of, `notification-${step.reason}`);
    telemetry.error('a notification failed', { ...about, target: delivery.target, code: step.error.code });
    telemetry.count('NotificationFailed');
  }
  const ended = steps.filter(({ step }) => step.do === 'end' || step.do === 'skip' || step.do === 'fail');
  const left = row.deliveries.filter(isOpen).length - ended.length;
  telemetry.info('notified', { shop: of.shop, steps: steps.map(({ step }) => step.do).join(' '), left });
}
