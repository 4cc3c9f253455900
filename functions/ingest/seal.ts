import type { PublicCardKey } from '../../lib/sealing/card-keys.ts';
import { sealGiftCards } from '../../lib/sealing/seal-event.ts';
import type { PaidReading } from '../../lib/platforms/platform.ts';
import type { OrderEvent } from '../../lib/order/event.ts';
import { clearBody } from '../../lib/quarantine/clear-body.ts';
import type { QuarantineBody } from '../../lib/quarantine/entry.ts';
import type { Arrival } from './arrival.ts';
import { errorFacts } from '../../lib/error-facts.ts';
import type { IngestPorts } from './ports.ts';
import { patience, type RunWithin } from './time-budget.ts';

const keyWithin = (ports: IngestPorts, runWithin: RunWithin) => (): Promise<PublicCardKey | undefined> =>
  runWithin('card key', () => ports.cardKey.get(patience(ports)));

/**
 * The event that may leave ingest. Rejects when nobody can tell whether there is a key: the platform is to send the order
 * again rather than lose its cards.
 */
export async function sealed(
  reading: PaidReading,
  { shop, addsGiftCards }: Arrival,
  ports: IngestPorts,
  runWithin: RunWithin,
): Promise<OrderEvent> {
  const cardKey = keyWithin(ports, runWithin);
  const { event, withoutKey } = await sealGiftCards(reading, { addsGiftCards, cardKey });
  if (withoutKey > 0) {
    ports.telemetry.error('gift cards left out: the stage has no key for them, see `secrets put gift-card-key`', {
      shop,
    });
    ports.telemetry.count('GiftCardsLeftOut', withoutKey);
  }
  return event;
}

/**
 * The body of an unreadable webhook, as it may be kept: sealed whole where the stage has a key, else without what may hold
 * a gift card. Rejects when nobody can tell whether there is a key and a card would be lost; no other delivery is put at
 * risk for that, because some platforms do not send it again.
 */
export async function quarantineBody(
  { adapter, webhook, shop, platform }: Arrival,
  ports: IngestPorts,
  runWithin: RunWithin,
): Promise<QuarantineBody> {
  let key: PublicCardKey | undefined;
  try {
    key = await keyWithin(ports, runWithin)();
  } catch (cause) {
    if (adapter.carriesGiftCards) throw cause;
    ports.telemetry.warn('the gift card key cannot be read: quarantined without gift cards, not sealed', {
      shop,
      platform,
      ...errorFacts(cause),
    });
  }
  if (key === undefined) return clearBody(adapter, webhook.body);
  const { sealBytes } = await import('../../lib/sealing/seal.ts');
  return { bodyIs: 'sealed', body: await sealBytes(webhook.body, key) };
}
