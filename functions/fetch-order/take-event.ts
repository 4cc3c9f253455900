import { ThankflowError } from '../../lib/errors.ts';
import { loadAdapter } from '../../lib/platforms/load-adapter.ts';
import { webhookIn, type ShopifyEvent } from '../../lib/platforms/shopify/event.ts';
import { orderIn, readAsSet } from '../../lib/platforms/read-as-set.ts';
import { clearBody, deliveryId, quarantined } from '../../lib/quarantine/entry.ts';
import { passOn, type PassedOn } from './pass-on.ts';
import type { Ports } from './ports.ts';

/**
 * As ingest counts and logs a posted webhook. `./thankflow status` counts the log lines by `outcome`, which isn't the same: that a webhook is
 * `accepted` proves that the secret is right.
 */
const endings = {
  accepted: { level: 'info', metric: 'WebhookAccepted' },
  quarantined: { level: 'error', metric: 'WebhookQuarantined' },
  void: { level: 'info', metric: 'WebhookVoid' },
  'other-site': { level: 'warn', metric: 'WebhookOtherSite' },
  ping: { level: 'info', metric: undefined },
  ignored: { level: 'info', metric: undefined },
} as const satisfies Record<PassedOn, object>;

/**
 * Reads a webhook of Shopify that came as an event, and passes it on as ingest passes on one that was posted. It has no signature: it's
 * trusted because of what may send to the queue (ADR 53).
 * @throws ThankflowError if the shop has no settings of Shopify: the event comes back
 */
export async function takeEvent(ports: Ports, message: ShopifyEvent): Promise<void> {
  const { shop } = message;
  const settings = await ports.settings(shop);
  if (settings?.platform !== 'shopify')
    throw new ThankflowError(
      'bad-settings',
      `the stage takes Shopify's events for ${shop}, which has no settings of a Shopify shop`,
    );
  const adapter = await loadAdapter('shopify');
  const webhook = webhookIn(message);
  const receivedAtMs = Math.min(ports.now(), Date.parse(message.event.time));
  const read = readAsSet(adapter, webhook, { shop, receivedAtMs }, settings);
  const platform = 'shopify';
  let quarantineId: string | undefined;
  const outcome = await passOn(ports, read, async (reason) => {
    const id = deliveryId({ shop, receivedAtMs, topic: adapter.topic?.(webhook), body: webhook.body });
    const details = { id, shop, platform, receivedAtMs, reason, readHeaders: adapter.readHeaders } as const;
    await ports.quarantine(quarantined(webhook, details, clearBody(adapter, webhook.body)));
    quarantineId = id;
  });
  const { level, metric } = endings[outcome];
  const reason = 'reason' in read ? read.reason : undefined;
  const order = orderIn(read, settings);
  ports.telemetry[level](`event ${outcome}`, {
    shop,
    platform,
    outcome: `event-${outcome}`,
    reason,
    ...order,
    id: quarantineId,
  });
  if (metric !== undefined) ports.telemetry.count(metric);
}
