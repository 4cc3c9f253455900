import { setTimeout as sleep } from 'node:timers/promises';
import { isOpen, type Delivery } from '../../lib/notify/state.ts';
import { keyText, type OrderKey } from '../../lib/order/order-key.ts';
import { keys } from '../../lib/store/keys.ts';
import { orderStore } from '../../lib/store/orders.ts';
import type { Output } from '../cli/output.ts';
import type { StageAws } from '../stage/aws.ts';
import { describeNotification, notificationsIn, type Notification } from './notifications.ts';

const pollMs = 300;
const patienceMs = 40_000;
/** An attempt that failed is repeated a minute later, or more. */
const soonMs = 20_000;

export interface NotifiedOutcome {
  key: string;
  target: string;
  event: string;
  state: string;
  words: string;
}

/** Waits until each notification of an order has ended, or failed and waits for its next attempt. */
export async function awaitNotifications(
  aws: StageAws,
  key: OrderKey,
  tried: readonly Pick<Delivery, 'target' | 'notice'>[],
  signal: AbortSignal,
): Promise<NotifiedOutcome[]> {
  const { notices } = orderStore(aws.documents, aws.ordersTable);
  for (const untilMs = Date.now() + patienceMs; ; await sleep(pollMs)) {
    const now = notificationsIn(await notices.get(keys.notices(key.shop, key.pid))).filter((one) =>
      tried.some(({ target, notice }) => target === one.target && notice === one.notice),
    );
    const isMoving = (one: Notification) =>
      isOpen(one) && one.waitsFor === undefined && one.notBefore <= Date.now() + soonMs;
    if (!now.some(isMoving) || Date.now() > untilMs || signal.aborted)
      return now.map((one) => {
        const { target, event, state } = one;
        return { key: keyText(key), target, event, state, words: describeNotification(one) };
      });
  }
}

/** Prints what became of notifications. Sets exit code 3 if any waits or has failed again. */
export function printNotified(out: Output, outcomes: readonly NotifiedOutcome[]): void {
  for (const { key, target, event, words } of outcomes) out.line(`  ${key}  ${target}, ${event}: ${words}`);
  if (outcomes.some(({ state }) => state === 'waiting' || state === 'failed')) process.exitCode ??= 3;
}
