import type { PlatformAdapter, RawWebhook } from '../platforms/platform.ts';
import type { PlatformName } from '../shops/platform-name.ts';
import type { Telemetry } from '../telemetry.ts';
import { clearBody, deliveryId, quarantined, type QuarantinedWebhook } from './entry.ts';

interface Fetched {
  shop: string;
  platform: PlatformName;
  adapter: PlatformAdapter;
  receivedAtMs: number;
  /** Why it can't be read. */
  reason: string;
}

/** Puts an order into quarantine that was fetched from its platform and can't be read, without its gift cards. */
export async function quarantineFetched(
  ports: { quarantine: (entry: QuarantinedWebhook) => Promise<void>; telemetry: Telemetry },
  webhook: RawWebhook,
  { shop, platform, adapter, receivedAtMs, reason }: Fetched,
): Promise<void> {
  // The hash of a delivery has its topic. This one tells it from the webhook.
  const id = deliveryId({ shop, receivedAtMs, topic: 'reconcile', body: webhook.body });
  const details = { id, shop, platform, receivedAtMs, reason, readHeaders: adapter.readHeaders };
  await ports.quarantine(quarantined(webhook, details, clearBody(adapter, webhook.body)));
  ports.telemetry.error('a fetched order cannot be read: it is in quarantine', { shop, id, reason });
  ports.telemetry.count('WebhookQuarantined');
}
