import type { PublicCardKey } from '../../lib/gift-cards/card-keys.ts';
import { sealGiftCards } from '../../lib/gift-cards/seal-event.ts';
import type { PaidReading } from '../../lib/platforms/platform.ts';
import type { OrderEvent } from '../../lib/order/event.ts';
import type { QuarantineBody } from '../../lib/quarantine/entry.ts';
import type { Arrival } from './arrival.ts';
import type { IngestPorts } from './ports.ts';
import type { RunWithin } from './time-budget.ts';

/** Kept for what comes after the key: queue and, if that fails, table; or the bucket, twice. */
const reserveMs = 400;

const keyWithin = (ports: IngestPorts, runWithin: RunWithin) => (): Promise<PublicCardKey | undefined> =>
  runWithin(reserveMs, () => ports.cardKey.get());

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

/** The body of an unreadable webhook that may carry gift cards, as it may be kept; `undefined`: as it came. */
export async function quarantineBody(
  { adapter, webhook }: Arrival,
  ports: IngestPorts,
  runWithin: RunWithin,
): Promise<QuarantineBody | undefined> {
  if (adapter.withoutGiftCards === undefined) return undefined;
  const key = await keyWithin(ports, runWithin)();
  if (key === undefined) return { bodyIs: 'redacted', body: adapter.withoutGiftCards(webhook.body).toString('base64') };
  const { sealBytes } = await import('../../lib/gift-cards/seal.ts');
  return { bodyIs: 'sealed', body: await sealBytes(webhook.body, key) };
}
