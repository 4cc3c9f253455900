import { loadAdapter } from '../../lib/platforms/load-adapter.ts';
import { clearBody, deliveryId, quarantined, type QuarantineBody } from '../../lib/quarantine/entry.ts';
import type { PlatformName } from '../../lib/shops/platform-name.ts';
import type { Arrival } from './arrival.ts';
import type { IngestPorts } from './ports.ts';
import type { RunWithin } from './time-budget.ts';
import type { Ending } from './ending.ts';
import { verify } from './verify.ts';

/** The platforms whose adapters have `sendsOnce`. Listed, so that not all adapters have to be loaded within ingest's one second. */
export const sendingOnce: readonly PlatformName[] = ['woocommerce', 'shopware'];

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
    // There is no other place for it. The first try may have been spent on loading the S3 client and connecting.
    await runWithin('bucket again', put);
  }
  return { outcome: 'quarantined', reason, facts: { id } };
}

/** Quarantines a good webhook that its platform wouldn't send again, without gift cards: there is no key either. */
export async function keepForLater(
  reason: string,
  arrival: Arrival,
  ports: IngestPorts,
  runWithin: RunWithin,
): Promise<Ending> {
  return await quarantine(reason, arrival, clearBody(arrival.adapter, arrival.webhook.body), ports, runWithin);
}

/**
 * Quarantines a webhook unread if its shop's settings can't be read, or name a platform that this version doesn't know. It does so only for a
 * platform that would not send the webhook again: the platform is recognised by its header, and proven by the shop's secret. Returns
 * `undefined` if nothing was kept.
 */
export async function keepUnread(
  { shop, webhook, receivedAtMs }: Pick<Arrival, 'shop' | 'webhook' | 'receivedAtMs'>,
  ports: IngestPorts,
  runWithin: RunWithin,
): Promise<{ ending: Ending; arrival: Arrival } | undefined> {
  const known = await Promise.all(
    sendingOnce.map(async (platform) => ({ platform, adapter: await loadAdapter(platform) })),
  );
  const sender = known.find(({ adapter }) => adapter.isSigned(webhook));
  if (sender === undefined) return undefined;
  const arrival = { ...sender, shop, webhook, receivedAtMs, addsGiftCards: false };
  if ((await verify(arrival, ports, runWithin)) !== 'verified') return undefined;
  const reason = "the shop's settings could not be read, or were of a newer version, when it came: have it read again";
  return { arrival, ending: await keepForLater(reason, arrival, ports, runWithin) };
}
