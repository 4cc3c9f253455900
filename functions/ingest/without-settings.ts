import { adapters } from '../../lib/platforms/adapters.ts';
import type { RawWebhook } from '../../lib/platforms/platform.ts';
import { PlatformName } from '../../lib/shops/platform-name.ts';
import type { Arrival } from './arrival.ts';
import type { Ending } from './ending.ts';
import type { IngestPorts } from './ports.ts';
import { keepForLater } from './quarantine.ts';
import type { RunWithin } from './time-budget.ts';
import { verify } from './verify.ts';

/**
 * A webhook whose shop's settings cannot be read, or name a platform that this version doesn't know, of a platform that would not send it again. Its header names the platform,
 * and the shop's secret proves it: that is all it takes to keep it in quarantine, unread, until somebody has it read. Where it
 * is not proven, nothing is kept, and nobody can tell: `undefined`.
 */
export async function keepUnread(
  { shop, webhook, receivedAtMs }: { shop: string; webhook: RawWebhook; receivedAtMs: number },
  ports: IngestPorts,
  runWithin: RunWithin,
): Promise<{ ending: Ending; arrival: Arrival } | undefined> {
  const platform = PlatformName.options.find(
    (name) => adapters[name].sendsOnce === true && adapters[name].isSigned(webhook),
  );
  if (platform === undefined) return undefined;
  const adapter = adapters[platform];
  const arrival = { shop, platform, adapter, webhook, receivedAtMs, addsGiftCards: false };
  if ((await verify(arrival, ports, runWithin)) !== 'verified') return undefined;
  const reason = "the shop's settings could not be read, or were of a newer version, when it came: have it read again";
  return { arrival, ending: await keepForLater(reason, arrival, ports, runWithin) };
}
