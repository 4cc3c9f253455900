import type { PublicCardKey } from '../../lib/sealing/card-keys.ts';
import { sealGiftCards } from '../../lib/sealing/seal-event.ts';
import type { PaidReading } from '../../lib/platforms/platform.ts';
import type { OrderEvent } from '../../lib/order/event.ts';
import { clearBody, type QuarantineBody } from '../../lib/quarantine/entry.ts';
import type { Arrival } from './arrival.ts';
import { errorFacts } from '../../lib/error-facts.ts';
import type { IngestPorts } from './ports.ts';
import { patience, type RunWithin } from './time-budget.ts';

const keyWithin = (ports: IngestPorts, runWithin: RunWithin) => (): Promise<PublicCardKey | undefined> =>
  runWithin('card key', () => ports.cardKey.get(patience(ports)));

/** Seals an event's gift cards. Rejects if the key can't be read: the platform should send the order again. */
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
 * Returns the body of an unreadable webhook in a form that may be stored: sealed if the stage has a key, else without anything that may be a
 * gift card. Rejects if the key can't be looked up and a card could be lost. Deliveries of other platforms are kept without their cards,
 * because some platforms don't send again.
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
    ports.telemetry.warn("the gift card key can't be read: quarantined without gift cards, and not sealed", {
      shop,
      platform,
      ...errorFacts(cause),
    });
  }
  if (key === undefined) return clearBody(adapter, webhook.body);
  const { sealBytes } = await import('../../lib/sealing/seal.ts');
  return { bodyIs: 'sealed', body: await sealBytes(webhook.body, key) };
}
