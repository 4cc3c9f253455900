import type { OrderEvent } from '../../lib/order/event.ts';
import type { ReadResult } from '../../lib/platforms/read-webhook.ts';
import { deliveryId } from '../../lib/quarantine/delivery-id.ts';
import { quarantined } from '../../lib/quarantine/entry.ts';
import type { Arrival } from './arrival.ts';
import { errorFacts } from '../../lib/error-facts.ts';
import type { IngestPorts } from './ports.ts';
import { quarantineBody, sealed } from './seal.ts';
import type { RunWithin } from './time-budget.ts';

/** Kept for parking when the queue is slow. */
const parkingReserveMs = 200;

/** Kept for putting an object into quarantine again. */
const secondTryReserveMs = 400;

/** Hands a verified webhook on. Resolves when it is safe, rejects when nothing took it. */
export async function accept(
  read: ReadResult,
  arrival: Arrival,
  ports: IngestPorts,
  runWithin: RunWithin,
): Promise<void> {
  const { telemetry } = ports;
  const { shop, platform } = arrival;
  switch (read.type) {
    case 'ping':
      telemetry.info('webhook ping', { shop, platform });
      return;
    case 'ignored':
      telemetry.info('webhook ignored', { shop, platform, reason: read.reason });
      return;
    case 'void':
      telemetry.info('test notification, nothing kept', { shop, platform, reason: read.reason });
      telemetry.count('WebhookVoid');
      return;
    case 'unreadable':
      return await quarantine(read.reason, arrival, ports, runWithin);
    case 'paid':
      await queueOrPark(await sealed(read, arrival, ports, runWithin), ports, runWithin);
      return accepted(read, arrival, ports);
    case 'cancelled':
    case 'unpaid':
    case 'refunded':
    case 'erase':
    case 'export':
      await queueOrPark(read, ports, runWithin);
      return accepted(read, arrival, ports);
  }
}

function accepted({ type }: OrderEvent, { shop, platform }: Arrival, { telemetry }: IngestPorts): void {
  telemetry.info('webhook accepted', { shop, platform, type });
  telemetry.count('WebhookAccepted');
}

/** A send that was given up may have landed all the same: the event then comes twice, which its order's row settles. */
async function queueOrPark(event: OrderEvent, ports: IngestPorts, runWithin: RunWithin): Promise<void> {
  try {
    await runWithin(parkingReserveMs, () => ports.queue(event));
  } catch (cause) {
    ports.telemetry.warn('queue refused or slow, event parked', { shop: event.shop, ...errorFacts(cause) });
    await runWithin(0, () => ports.park(event));
    ports.telemetry.count('WebhookParked');
  }
}

async function quarantine(reason: string, arrival: Arrival, ports: IngestPorts, runWithin: RunWithin): Promise<void> {
  const { shop, platform, webhook, receivedAtMs, adapter } = arrival;
  const { readHeaders } = adapter;
  const { body: bytes } = webhook;
  const id = deliveryId({ shop, receivedAtMs, topic: adapter.topic?.(webhook), body: bytes });
  const body = await quarantineBody(arrival, ports, runWithin);
  const entry = quarantined(webhook, { id, shop, platform, receivedAtMs, reason, readHeaders }, body);
  const put = () => ports.quarantine(entry);
  try {
    await runWithin(secondTryReserveMs, put);
  } catch {
    // There is nowhere else to go: the same object once more, under the same key. The first try may have been spent
    // on loading the S3 client and connecting.
    await runWithin(0, put);
  }
  ports.telemetry.error('webhook quarantined: verified, but not readable', { shop, platform, reason, id });
  ports.telemetry.count('WebhookQuarantined');
}
