import { minuteMs } from '../../lib/durations.ts';
import type { FetchesMessage } from '../../lib/lookup/fetches-message.ts';
import type { Lookup } from '../../lib/lookup/lookup.ts';
import { waitOnRow } from '../../lib/lookup/waiting.ts';
import { done, type Verdict } from '../../lib/queue/consume.ts';
import { keys } from '../../lib/store/keys.ts';
import { leavingUnreadable } from '../../lib/store/unreadable.ts';
import { passage } from './hold.ts';
import { lookUp } from './look-up.ts';
import type { Ports } from './ports.ts';
import { takeEvent } from './take-event.ts';

/** Reserved for the end of the invocation. */
const marginMs = 20_000;

/** How long an order waits if something of ours failed, such as the queue. */
const afterCrashMs = 2 * minuteMs;

/**
 * Handles a notification of an order, looks at the orders of a shop that wait, or takes a webhook that came as an event. An order that has to
 * wait does so on a row, so its message is always done (ADR 50). An event stays in the queue until it's passed on.
 */
export async function fetchOrder(ports: Ports, message: FetchesMessage, remainingMs: () => number): Promise<Verdict> {
  switch (message.type) {
    case 'lookup':
      await first(ports, message);
      return done;
    case 'due-lookups':
      await waiting(ports, message.shop, ports.now() + remainingMs() - marginMs);
      return done;
    case 'shopify-event':
      await takeEvent(ports, message);
      return done;
  }
}

/** Asks for a new order at once, unless its shop is held. */
async function first(ports: Ports, lookup: Lookup): Promise<void> {
  const { lookups, now } = ports;
  const { shop } = lookup;
  const { pass, hold } = await passage(ports, shop);
  if (!pass) {
    await waitOnRow(lookups.waiting, lookup, { attempts: 0, dueAt: now(), detail: hold.detail }, now());
    return;
  }
  const { step } = await lookUp(ports, lookup, hold, now());
  if (step.do === 'wait') await waitOnRow(lookups.waiting, lookup, step, now());
}

/** Asks for a shop's due orders, one by one, until the platform refuses or the time is over. Housekeeping sends the next message. */
async function waiting(ports: Ports, shop: string, untilMs: number): Promise<void> {
  const { lookups, telemetry, now } = ports;
  const through = await passage(ports, shop);
  if (!through.pass) return;
  let { hold } = through;
  for (const orderId of await lookups.dueOf(shop, now())) {
    if (now() > untilMs) return;
    const key = keys.lookup(shop, orderId);
    const row = await leavingUnreadable(telemetry, () => lookups.waiting.get(key), undefined);
    if (row === undefined || row.dueAt > now()) continue;
    const writer = await lookups.waiting.writerOf(key, row);
    const { step, isHeld } = await lookUp(ports, row, hold, untilMs).catch(async (error: unknown) => {
      // The longest overdue order is first. One that always fails mustn't keep the others from their turn.
      await lookups.waiting.change(key, (current) => ({ ...current, dueAt: now() + afterCrashMs }));
      throw error;
    });
    if (step.do === 'wait') {
      const { attempts, dueAt, detail } = step;
      await lookups.waiting.change(key, (current) => ({ ...current, attempts, dueAt, detail: detail.slice(0, 500) }));
    }
    // Another notification came meanwhile: the answer may be older.
    else if (writer !== undefined) await lookups.waiting.deleteWrite(key, writer);
    if (isHeld) return;
    hold = undefined;
  }
}
