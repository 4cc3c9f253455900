import { ShopId } from '../../lib/order/order.ts';
import { adapters } from '../../lib/platforms/adapters.ts';
import type { RawWebhook } from '../../lib/platforms/platform.ts';
import { readWebhook } from '../../lib/platforms/read-webhook.ts';
import { accept } from './accept.ts';
import type { Answer, Arrival } from './arrival.ts';
import { errorFacts } from '../../lib/error-facts.ts';
import type { IngestPorts } from './ports.ts';
import { timeBudget, type RunWithin } from './time-budget.ts';
import { isVerified } from './verify.ts';

/**
 * The largest body taken, bytes: far more than any order. Lambda delivers a request of 6 MB in all, and a body comes as
 * base64 (a third more) or as text with its quotes escaped. What is still too large for it then, API Gateway refuses itself.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const maxBodyBytes = 4 * 1024 * 1024;

/** Kept for what comes after the settings: secret, queue and, if that fails, table. */
const reserveMs = 600;

/**
 * Takes a webhook posted to a shop's URL: verifies it, reads it, hands it on. 200 only when what it says is safe; never
 * 4xx once it is verified, because most platforms would not send it again.
 */
export async function ingest(shop: string, webhook: RawWebhook, ports: IngestPorts): Promise<Answer> {
  const { telemetry } = ports;
  if (webhook.body.length > maxBodyBytes) {
    telemetry.error('webhook too large: it may be a real order', { bytes: webhook.body.length });
    telemetry.count('WebhookTooLarge');
    return 413;
  }
  if (!ShopId.safeParse(shop).success) return 404;
  try {
    return await take(shop, webhook, ports);
  } catch (cause) {
    telemetry.error('webhook not taken: lost unless the platform sends it again', { shop, ...errorFacts(cause) });
    telemetry.count('WebhookLost');
    return 503;
  }
}

async function take(shop: string, webhook: RawWebhook, ports: IngestPorts): Promise<Answer> {
  const { telemetry } = ports;
  const receivedAtMs = ports.now();
  const runWithin: RunWithin = timeBudget(ports);
  const settings = await runWithin(reserveMs, () => ports.settings.get(shop));
  if (settings === undefined) {
    telemetry.info('webhook for an unknown shop');
    return 404;
  }
  const { platform, thanx } = settings;
  const addsGiftCards = thanx?.giftCards !== undefined;
  const arrival: Arrival = { shop, platform, adapter: adapters[platform], webhook, receivedAtMs, addsGiftCards };
  if (arrival.adapter.isUnsignedPing?.(webhook) === true) {
    telemetry.info('webhook ping', { shop, platform });
    return 200;
  }
  if (!(await isVerified(arrival, ports, runWithin))) {
    telemetry.warn('webhook refused: no live secret signed it', { shop, platform });
    telemetry.count('WebhookRefused');
    return 401;
  }
  await accept(readWebhook(arrival.adapter, webhook, { shop, receivedAtMs, settings }), arrival, ports, runWithin);
  return 200;
}
