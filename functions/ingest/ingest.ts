import { ThankflowError } from '../../lib/errors.ts';
import { ShopId } from '../../lib/order/order.ts';
import { adapters } from '../../lib/platforms/adapters.ts';
import type { RawWebhook } from '../../lib/platforms/platform.ts';
import { readWebhook } from '../../lib/platforms/read-webhook.ts';
import { pidPrefixOf, type ShopSettings } from '../../lib/shops/settings.ts';
import { accept } from './accept.ts';
import type { Arrival } from './arrival.ts';
import { end, type Answer, type Ending } from './ending.ts';
import { errorFacts } from '../../lib/error-facts.ts';
import type { IngestPorts } from './ports.ts';
import { timeBudget, type RunWithin } from './time-budget.ts';
import { verify } from './verify.ts';

/**
 * The largest body taken, bytes: far more than any order. Lambda delivers a request of 6 MB in all, and a body comes as
 * base64 (a third more) or as text with its quotes escaped. What is still too large for it then, API Gateway refuses itself.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const maxBodyBytes = 4 * 1024 * 1024;

/**
 * Takes a webhook posted to a shop's URL: verifies it, reads it, hands it on. 200 only when what it says is safe; never
 * 4xx once it is verified, unless it is too large, because most platforms would not send it again. 503 where nobody can tell.
 */
export async function ingest(shop: string, webhook: RawWebhook, ports: IngestPorts): Promise<Answer> {
  if (!ShopId.safeParse(shop).success) return end({ outcome: 'unknown-shop' }, {}, ports);
  const runWithin = timeBudget(ports);
  const receivedAtMs = ports.now();
  const settings = await orLost(() => runWithin('settings', () => ports.settings.get(shop)));
  if (settings === undefined) return end({ outcome: 'unknown-shop' }, { shop }, ports);
  if ('outcome' in settings) return end(settings, { shop }, ports);
  const { platform, thanx } = settings;
  const arrival: Arrival = {
    shop,
    platform,
    adapter: adapters[platform],
    webhook,
    receivedAtMs,
    addsGiftCards: thanx?.giftCards !== undefined,
    pidPrefix: pidPrefixOf(settings),
  };
  return end(await orLost(() => take(arrival, settings, ports, runWithin)), arrival, ports);
}

async function take(
  arrival: Arrival,
  settings: ShopSettings,
  ports: IngestPorts,
  runWithin: RunWithin,
): Promise<Ending> {
  const { adapter, webhook, shop, receivedAtMs } = arrival;
  if (adapter.isUnsignedPing?.(webhook) === true) return { outcome: 'ping' };
  if (!adapter.isSigned(webhook)) return { outcome: 'unsigned', reason: "the platform's signature header is missing" };
  const verdict = await verify(arrival, ports, runWithin);
  if (verdict === 'no-secret' || verdict === 'bad-secret') {
    ports.countMissingSecret(shop);
    const reason =
      verdict === 'no-secret' ? 'the shop has no webhook secret yet' : "the shop's webhook secret is unusable";
    return { outcome: 'no-secret', reason };
  }
  if (verdict === 'refused')
    return {
      outcome: 'refused',
      reason: adapter.explainRefusal?.(webhook, receivedAtMs) ?? 'no live secret signed it',
    };
  const bytes = webhook.body.length;
  if (bytes > maxBodyBytes)
    return { outcome: 'too-large', reason: `the body is larger than ${maxBodyBytes} bytes`, facts: { bytes } };
  const read = readWebhook(adapter, webhook, { shop, receivedAtMs, settings });
  return await accept(read, arrival, ports, runWithin);
}

async function orLost<Result>(work: () => Promise<Result>): Promise<Result | Ending> {
  try {
    return await work();
  } catch (error) {
    const isKnown = error instanceof ThankflowError && error.code === 'unavailable';
    const reason = isKnown ? error.message : 'an unexpected error';
    return { outcome: 'lost', reason, facts: errorFacts(isKnown ? (error.cause ?? error) : error) };
  }
}
