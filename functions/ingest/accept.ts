import type { OrderEvent } from '../../lib/order/event.ts';
import type { ReadResult } from '../../lib/platforms/read-webhook.ts';
import type { Arrival } from './arrival.ts';
import type { Ending } from './ending.ts';
import { errorFacts } from './error-facts.ts';
import type { IngestPorts } from './ports.ts';
import { quarantine } from './quarantine.ts';
import { quarantineBody, sealed } from './seal.ts';
import type { RunWithin } from './time-budget.ts';

/** Hands a verified webhook on. Resolves when it is safe, rejects when nothing took it. */
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
      return { outcome: 'ignored', reason: read.reason };
    case 'void':
      return { outcome: 'void', reason: read.reason };
    case 'unreadable':
      return await quarantine(read.reason, arrival, await quarantineBody(arrival, ports, runWithin), ports, runWithin);
    case 'paid':
      return await queueOrPark(await sealed(read, arrival, ports, runWithin), ports, runWithin);
    case 'cancelled':
    case 'unpaid':
    case 'refunded':
    case 'erase':
    case 'export':
      return await queueOrPark(read, ports, runWithin);
  }
}

/** A send that was given up may have landed all the same: the event then comes twice, which its order's row settles. */
async function queueOrPark(event: OrderEvent, ports: IngestPorts, runWithin: RunWithin): Promise<Ending> {
  const facts = { type: event.type };
  try {
    await runWithin('queue', () => ports.queue(event));
    return { outcome: 'accepted', facts };
  } catch (cause) {
    ports.telemetry.warn('queue refused or slow, event parked', { shop: event.shop, ...errorFacts(cause) });
    await runWithin('table', () => ports.park(event));
    ports.telemetry.count('WebhookParked');
    return { outcome: 'accepted', facts: { ...facts, parked: true } };
  }
}
