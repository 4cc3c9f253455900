import { clearBody } from '../../lib/quarantine/clear-body.ts';
import { deliveryId } from '../../lib/quarantine/delivery-id.ts';
import { quarantined, type QuarantineBody } from '../../lib/quarantine/entry.ts';
import type { Arrival } from './arrival.ts';
import type { Ending } from './ending.ts';
import type { IngestPorts } from './ports.ts';
import type { RunWithin } from './time-budget.ts';

/** Puts a verified webhook into the quarantine bucket. */
export async function quarantine(
  reason: string,
  { shop, platform, webhook, receivedAtMs, adapter }: Arrival,
  body: QuarantineBody,
  ports: IngestPorts,
  runWithin: RunWithin,
): Promise<Ending> {
  const { readHeaders } = adapter;
  const id = deliveryId({ shop, receivedAtMs, topic: adapter.topic?.(webhook), body: webhook.body });
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

/**
 * Quarantines a webhook that nothing is wrong with, of a platform that would not send it again. The tables are away, and the key for
 * gift cards with them: what may hold a card's code is left out.
 */
export async function keepForLater(
  reason: string,
  arrival: Arrival,
  ports: IngestPorts,
  runWithin: RunWithin,
): Promise<Ending> {
  return await quarantine(reason, arrival, clearBody(arrival.adapter, arrival.webhook.body), ports, runWithin);
}
