import type { Lookup } from '../../lib/lookup/lookup.ts';
import type { OrderEvent } from '../../lib/order/event.ts';
import type { ReadResult } from '../../lib/platforms/read-webhook.ts';
import type { Arrival } from './arrival.ts';
import type { Ending } from './ending.ts';
import { errorFacts } from '../../lib/error-facts.ts';
import type { IngestPorts } from './ports.ts';
import { keepForLater, quarantine } from './quarantine.ts';
import { quarantineBody, sealed } from './seal.ts';
import type { RunWithin } from './time-budget.ts';

/** Passes a verified webhook on. Resolves once it is stored safely; rejects if it can't be stored. */
export async function accept(
  read: ReadResult,
  arrival: Arrival,
  ports: IngestPorts,
  runWithin: RunWithin,
): Promise<Ending> {
  switch (read.type) {
    case 'ping':
      return { outcome: 'ping' };
    case 'ignored':
    case 'void':
      return { outcome: read.type, reason: read.reason };
    case 'other-site':
      return { outcome: arrival.adapter.sharesKeys === true ? 'other-site' : 'refused', reason: read.reason };
    case 'lookup':
      return await queueOrPark(read, arrival, ports, runWithin);
    case 'unreadable':
      return await quarantine(read.reason, arrival, await quarantineBody(arrival, ports, runWithin), ports, runWithin);
    case 'paid':
      return await queueOrPark(await sealed(read, arrival, ports, runWithin), arrival, ports, runWithin);
    case 'cancelled':
    case 'unpaid':
    case 'refunded':
    case 'erase':
    case 'export':
      return await queueOrPark(read, arrival, ports, runWithin);
  }
}

/** A send that timed out may have succeeded: the event then arrives twice, and the order's row ignores the second one. */
async function queueOrPark(
  event: OrderEvent | Lookup,
  arrival: Arrival,
  ports: IngestPorts,
  runWithin: RunWithin,
): Promise<Ending> {
  try {
    await runWithin('queue', () => (event.type === 'lookup' ? ports.queueLookup(event) : ports.queue(event)));
    return { outcome: 'accepted', facts: { type: event.type } };
  } catch (cause) {
    ports.telemetry.warn('SQS refused the event or was too slow: parking it in the table', {
      shop: event.shop,
      ...errorFacts(cause),
    });
    return await park(event, arrival, ports, runWithin);
  }
}

async function park(
  event: OrderEvent | Lookup,
  arrival: Arrival,
  ports: IngestPorts,
  runWithin: RunWithin,
): Promise<Ending> {
  try {
    await runWithin('table', () => ports.park(event));
    ports.telemetry.count('WebhookParked');
    return { outcome: 'accepted', facts: { type: event.type, parked: true } };
  } catch (lost) {
    if (arrival.adapter.sendsOnce !== true) throw lost;
    return await keepForLater('neither the queue nor the table took it: have it read again', arrival, ports, runWithin);
  }
}
