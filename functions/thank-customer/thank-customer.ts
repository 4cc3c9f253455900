import { crashFacts, errorParts } from '../../lib/error-facts.ts';
import { addLogFields } from '../../lib/lambda-telemetry.ts';
import { keyText } from '../../lib/order/order-key.ts';
import type { OrdersMessage } from '../../lib/order/event.ts';
import { pidOf } from '../../lib/order/pid.ts';
import { done, type Verdict } from '../../lib/queue/consume.ts';
import { isSettled } from '../../lib/order/thanku/state.ts';
import { lackOf } from '../../lib/secrets/lacking.ts';
import { keys } from '../../lib/store/keys.ts';
import { dropPayload } from '../../lib/store/settle.ts';
import { isUnreadable, leavingUnreadable } from '../../lib/store/unreadable.ts';
import { attempt } from './attempt.ts';
import { claim } from './claim.ts';
import { erase, requestExport } from './erase.ts';
import { finish } from './finish.ts';
import type { InHand } from './in-hand.ts';
import { startReceipt } from './start-receipt.ts';
import type { Ports } from './ports.ts';
import { reverse } from './reverse.ts';
import { settingsInForce } from './settings-in-force.ts';
import { waitForPerson, waitForSettings } from './wait-for-person.ts';

/** Handles an event or a wake-up: both end at the order's row. A duplicate message finds its work done. */
export async function thankCustomer(ports: Ports, message: OrdersMessage, remainingMs: () => number): Promise<Verdict> {
  try {
    // A claimed order waits on its own row.
    return message.type === 'wake'
      ? await leavingUnreadable(ports.telemetry, () => handle(ports, message, remainingMs), done)
      : await handle(ports, message, remainingMs);
  } catch (error) {
    if (message.type === 'wake') throw error;
    if (isUnreadable(error)) {
      for (const part of errorParts(error)) ports.telemetry.error('a row cannot be read', crashFacts(part));
      return await waitForPerson(ports, message, 'row-unreadable');
    }
    if (lackOf(error) === undefined) throw error;
    ports.telemetry.error('the customer key cannot be read', crashFacts(error));
    return await waitForPerson(ports, message, 'no-customer-key');
  }
}

async function handle(ports: Ports, message: OrdersMessage, remainingMs: () => number): Promise<Verdict> {
  const { shop } = message;
  switch (message.type) {
    case 'wake':
      return await wake(ports, shop, message.pid, remainingMs);
    case 'erase':
      await erase(ports, message);
      return done;
    case 'export':
      await requestExport(ports, message);
      return done;
    case 'paid':
    case 'cancelled':
    case 'unpaid':
    case 'refunded': {
      const inForce = await settingsInForce(ports, shop);
      if (typeof inForce === 'string') return await waitForSettings(ports, message, inForce);
      // The pid that is claimed or reversed, so that logs of failures on the way contain it.
      const { orderId } = message.type === 'paid' ? message.order : message;
      addLogFields({ order: keyText({ shop, pid: pidOf(inForce.pidPrefix, orderId) }) });
      if (message.type !== 'paid') {
        const order = await reverse(ports, message, inForce);
        return order === undefined ? done : await workOrLeave(ports, { order }, remainingMs);
      }
      const claimed = await claim(ports, message, inForce, remainingMs);
      if (claimed === 'history') return done;
      if (claimed === 'settings-newer') return await waitForSettings(ports, message, claimed, inForce.unknown);
      return await workOrLeave(ports, claimed, remainingMs);
    }
  }
}

/** Processes a claimed order. If that fails, its row brings it back, not its event, which has personal data. */
async function workOrLeave(ports: Ports, hand: InHand, remainingMs: () => number): Promise<Verdict> {
  try {
    return await work(ports, hand, remainingMs);
  } catch (error) {
    ports.telemetry.error('an order could not be worked on: its row brings it back', crashFacts(error));
    return done;
  }
}

async function wake(ports: Ports, shop: string, pid: string, remainingMs: () => number): Promise<Verdict> {
  const order = await ports.store.thanku.get(keys.thanku(shop, pid));
  return order === undefined ? done : await work(ports, { order }, remainingMs);
}

async function work(ports: Ports, hand: InHand, remainingMs: () => number): Promise<Verdict> {
  const { shop, pid } = hand.order;
  if (isSettled(hand.order)) {
    // An erasure would not find what is left of it.
    await dropPayload(ports.store, shop, pid);
    return done;
  }
  // A begun attempt starts it itself.
  const started = hand.begun === undefined ? await startReceipt(ports, hand) : hand;
  const { state } = started.order;
  const isOpen = state === 'waiting' || state === 'held';
  const attempted = isOpen ? await attempt(ports, started, remainingMs) : { verdict: done, hand: started };
  await finish(ports, { shop, pid }, attempted.hand);
  return attempted.verdict;
}
