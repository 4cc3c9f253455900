import { ThankflowError } from '../../lib/errors.ts';
import { errorFacts } from '../../lib/error-facts.ts';
import { ShopId } from '../../lib/order/order.ts';
import { loadAdapter } from '../../lib/platforms/load-adapter.ts';
import type { RawWebhook } from '../../lib/platforms/platform.ts';
import { orderIn, readAsSet } from '../../lib/platforms/read-as-set.ts';
import { accept } from './accept.ts';
import { patience, timeBudget, type RunWithin } from './time-budget.ts';
import type { Arrival } from './arrival.ts';
import type { IngestPorts } from './ports.ts';
import { end, type Ending, type WebhookResponse } from './ending.ts';
import { keepUnread } from './quarantine.ts';
import { verify } from './verify.ts';

/**
 * The largest body that is read, in bytes: far more than any order has. Lambda takes requests of at most 6 MB, with the body in base64 (a
 * third longer) or as escaped text. API Gateway refuses larger requests itself.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const maxBodyBytes = 4 * 1024 * 1024;

/**
 * Handles a webhook posted to a shop's URL: verifies it, reads it, and passes it on. Answers 200 only once its content is stored safely, and
 * 503 if it can't be verified or stored now. A verified webhook never gets a 4xx, unless it is too large, because most platforms would not
 * send it again.
 */
export async function ingest(shop: string, webhook: RawWebhook, ports: IngestPorts): Promise<WebhookResponse> {
  if (!ShopId.safeParse(shop).success) return end({ outcome: 'unknown-shop' }, {}, ports);
  const runWithin = timeBudget(ports);
  const receivedAtMs = ports.now();
  const settings = await orLost(() => runWithin('settings', () => ports.settings.get(shop, patience(ports))));
  if (settings === undefined) return end({ outcome: 'unknown-shop' }, { shop }, ports);
  if ('outcome' in settings || settings.platform === undefined) {
    const kept = await orLost(() => keepUnread({ shop, webhook, receivedAtMs }, ports, runWithin));
    if (kept !== undefined && 'ending' in kept) return end(kept.ending, kept.arrival, ports);
    return end('outcome' in settings ? settings : unknownPlatform, { shop }, ports);
  }
  const { platform, addsGiftCards, reading } = settings;
  const adapter = await loadAdapter(platform);
  const posted = { ...webhook, url: settings.webhookUrl ?? ports.webhookUrl(shop) };
  const arrival: Arrival = { shop, platform, adapter, webhook: posted, receivedAtMs, reading, addsGiftCards };
  const refusal = await orLost(() => check(arrival, ports, runWithin));
  if (refusal !== undefined) return end(refusal, arrival, ports);
  const verified = { ...arrival, webhook: withoutSignature(arrival) };
  const read = readAsSet(adapter, verified.webhook, verified, settings);
  const known = { ...verified, ...orderIn(read, settings) };
  return end(await orLost(() => accept(read, known, ports, runWithin)), known, ports);
}

/** Returns how a webhook ends that must not be read; `undefined` if it is verified. */
async function check(arrival: Arrival, ports: IngestPorts, runWithin: RunWithin): Promise<Ending | undefined> {
  const { adapter, webhook, shop, receivedAtMs } = arrival;
  if (adapter.isUnsignedPing?.(webhook) === true) return { outcome: 'ping' };
  if (!adapter.isSigned(webhook)) return { outcome: 'unsigned', reason: "the platform's signature is missing" };
  const verification = await verify(arrival, ports, runWithin);
  if (verification === 'no-secret' || verification === 'bad-secret') {
    ports.countMissingSecret(shop);
    const reason =
      verification === 'no-secret' ? 'the shop has no webhook secret yet' : "the shop's webhook secret is unusable";
    return { outcome: 'no-secret', reason };
  }
  if (verification === 'refused')
    return {
      outcome: 'refused',
      reason: adapter.explainRefusal?.(webhook, receivedAtMs) ?? 'no live secret signed it',
    };
  const bytes = webhook.body.length;
  if (bytes <= maxBodyBytes) return undefined;
  return { outcome: 'too-large', reason: `the body is larger than ${maxBodyBytes} bytes`, facts: { bytes } };
}

/** From here on, nothing may store a signature. Most platforms send it in a header. */
const withoutSignature = ({ adapter, webhook }: Arrival): RawWebhook =>
  adapter.withoutSignature === undefined ? webhook : { ...webhook, body: adapter.withoutSignature(webhook.body) };

/** This version can't verify the shop's webhooks. Not a 401, because the webhook may be real. */
const unknownPlatform: Ending = {
  outcome: 'lost',
  reason:
    "the shop's settings name a platform, or a webhookUrl, that this version doesn't know: deploy the version that knows it",
};

async function orLost<Result>(work: () => Promise<Result>): Promise<Result | Ending> {
  try {
    return await work();
  } catch (error) {
    const isKnown = error instanceof ThankflowError && error.code === 'unavailable';
    const reason = isKnown ? error.message : 'an unexpected error';
    return { outcome: 'lost', reason, facts: errorFacts(isKnown ? (error.cause ?? error) : error) };
  }
}
