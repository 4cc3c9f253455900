import type { OrderEvent } from '../../lib/order/event.ts';
import type { ReadResult } from '../../lib/platforms/read-webhook.ts';
import { patience, type Arrival, type IngestPorts, type RunWithin } from './ports.ts';
import type { Ending } from './ending.ts';
import { errorFacts } from '../../lib/errors.ts';
import { keepForLater, quarantine } from './quarantine.ts';
import type { PublicCardKey } from '../../lib/sealing/card-keys.ts';
import { sealGiftCards } from '../../lib/sealing/seal-event.ts';
import type { PaidReading } from '../../lib/platforms/platform.ts';
import { clearBody, type QuarantineBody } from '../../lib/quarantine/entry.ts';

/** Passes a verified webhook on. Resolves once it is stored safely; rejects if it can't be stored. */
export async function accept(
  read: ReadResult,
  arrival: Arrival,
  ports: IngestPorts,
  runWithin: RunWithin,
): Promise<Ending> {
  switch (read.type) {
    case 'ping':
      return { outcome: 'ping' };
    case 'ignored':
      return { outcome: 'ignored', reason: read.reason };
    case 'void':
      return { outcome: 'void', reason: read.reason };
    case 'unreadable':
      return await quarantine(read.reason, arrival, await quarantineBody(arrival, ports, runWithin), ports, runWithin);
    case 'paid':
      return await queueOrPark(await sealed(read, arrival, ports, runWithin), arrival, ports, runWithin);
    case 'cancelled':
    case 'unpaid':
    case 'refunded':
    case 'erase':
    case 'export':
      return await queueOrPark(read, arrival, ports, runWithin);
  }
}

/** A send that timed out may have succeeded: the event then arrives twice, and the order's row ignores the second one. */
async function queueOrPark(
  event: OrderEvent,
  arrival: Arrival,
  ports: IngestPorts,
  runWithin: RunWithin,
): Promise<Ending> {
  try {
    await runWithin('queue', () => ports.queue(event));
    return { outcome: 'accepted', facts: { type: event.type } };
  } catch (cause) {
    ports.telemetry.warn('SQS refused the event or was too slow: parking it in the table', {
      shop: event.shop,
      ...errorFacts(cause),
    });
    return await park(event, arrival, ports, runWithin);
  }
}

async function park(event: OrderEvent, arrival: Arrival, ports: IngestPorts, runWithin: RunWithin): Promise<Ending> {
  try {
    await runWithin('table', () => ports.park(event));
    ports.telemetry.count('WebhookParked');
    return { outcome: 'accepted', facts: { type: event.type, parked: true } };
  } catch (lost) {
    if (arrival.adapter.sendsOnce !== true) throw lost;
    return await keepForLater('neither the queue nor the table took it: have it read again', arrival, ports, runWithin);
  }
}

const keyWithin = (ports: IngestPorts, runWithin: RunWithin) => (): Promise<PublicCardKey | undefined> =>
  runWithin('card key', () => ports.cardKey.get(patience(ports)));

/**
 * Returns the event that may leave ingest, with its gift cards sealed. Rejects if the key can't be looked up: the platform should send the
 * order again rather than lose its cards.
 */
async function sealed(
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
async function quarantineBody(
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
