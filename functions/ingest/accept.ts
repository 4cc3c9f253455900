import type { OrderEvent } from '../../lib/order/event.ts';
import type { ReadResult } from '../../lib/platforms/read-webhook.ts';
import { deliveryId } from '../../lib/quarantine/delivery-id.ts';
import { quarantined } from '../../lib/quarantine/entry.ts';
import type { Arrival } from './arrival.ts';
import type { Ending } from './ending.ts';
import { errorFacts } from './error-facts.ts';
import type { IngestPorts } from './ports.ts';
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
      return await quarantine(read.reason, arrival, ports, runWithin);
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

async function quarantine(reason: string, arrival: Arrival, ports: IngestPorts, runWithin: RunWithin): Promise<Ending> {
  const { shop, platform, webhook, receivedAtMs, adapter } = arrival;
  const { readHeaders } = adapter;
  const { body: bytes } = webhook;
  const id = deliveryId({ shop, receivedAtMs, topic: adapter.topic?.(webhook), body: bytes });
  const body = await quarantineBody(arrival, ports, runWithin);
  const entry = quarantined(webhook, { id, shop, platform, receivedAtMs, reason, readHeaders }, body);
  const put = () => ports.quarantine(entry);
  try {
    await runWithin('bucket', put);
  } catch {
    // There is nowhere else to go: the same object once more, under the same key. The first try may have been spent
    // on loading the S3 client and connecting.
    await runWithin('bucket again', put);
  }
  return { outcome: 'quarantined', reason, facts: { id } };
}
