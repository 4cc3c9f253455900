import type { CardKeysSecret, PublicCardKey } from '../../lib/sealing/card-keys.ts';
import { openBytes } from '../../lib/sealing/open.ts';
import { sealGiftCards } from '../../lib/sealing/seal-event.ts';
import type { Lookup } from '../../lib/lookup/lookup.ts';
import type { OrderEvent } from '../../lib/order/event.ts';
import { Instant } from '../../lib/order/order.ts';
import { pidOf } from '../../lib/order/pid.ts';
import { tooOld } from '../../lib/order/too-old.ts';
import { adapters } from '../../lib/platforms/adapters.ts';
import type { RawWebhook } from '../../lib/platforms/platform.ts';
import { readWebhook } from '../../lib/platforms/read-webhook.ts';
import { ingestSettings, type IngestSettings } from '../../lib/shops/ingest-settings.ts';
import type { RawSettings } from '../../lib/shops/stored-settings.ts';
import { webhookOf, type QuarantinedWebhook } from '../../lib/quarantine/entry.ts';

/** What ingest knows about a shop, and since when its orders are thanked, if that is known. */
export type RereadSettings = IngestSettings & { ordersPaidFrom?: string | undefined };

export const rereadSettings = (shop: string, settings: RawSettings): RereadSettings => ({
  ...ingestSettings(shop, settings),
  ordersPaidFrom: Instant.safeParse(settings['ordersPaidFrom']).data,
});

export interface RereadPorts {
  settings(shop: string): Promise<RereadSettings | undefined>;
  /** Opens what ingest sealed. `undefined` if the stage has no such secret. */
  cardKeys(): Promise<CardKeysSecret | undefined>;
  /** Seals gift cards again in the event to send. */
  cardKey(): Promise<PublicCardKey | undefined>;
  now(): number;
}

/** Why a webhook can't be opened. */
export type NotOpened =
  /** `no-key`: its body is sealed with a key that the stage doesn't have. */
  { kind: 'no-key' } | { kind: 'broken-seal' };

/** Returns the webhook as it came. */
export async function openEntry(
  entry: QuarantinedWebhook,
  { cardKeys }: Pick<RereadPorts, 'cardKeys'>,
): Promise<{ kind: 'opened'; webhook: RawWebhook } | NotOpened> {
  let failed: NotOpened | undefined;
  const webhook = await webhookOf(entry, async (jwe) => {
    const keys = await cardKeys();
    const opened = keys === undefined ? { kind: 'no-key' as const } : await openBytes(jwe, keys);
    if (opened.kind === 'opened') return opened.bytes;
    failed = { kind: opened.kind === 'no-key' ? 'no-key' : 'broken-seal' };
    return new Uint8Array();
  });
  return failed ?? { kind: 'opened', webhook };
}

/** The result of reading a quarantined webhook today. */
export type RereadResult =
  | {
      kind: 'event';
      event: OrderEvent | Lookup;
      /** Set if the event is about an order. */
      pid?: string;
      /** Why the order is too old to be thanked. It gets no row. */
      tooOld?: string | undefined;
    }
  /** Readable, but nothing to do: a ping, an unpaid order. */
  | { kind: 'nothing'; reason: string }
  | { kind: 'unreadable'; reason: string }
  /** The shop's settings are gone, so its event can't be processed. */
  | { kind: 'no-settings' }
  /** This version doesn't know what its shop's settings say about reading it. */
  | { kind: 'settings-newer' }
  | NotOpened;

/** Reads a quarantined webhook with this version's adapter, and seals its gift cards as ingest does. Changes nothing. */
export async function rereadEntry(entry: QuarantinedWebhook, ports: RereadPorts): Promise<RereadResult> {
  const { shop, platform, receivedAt } = entry;
  const opened = await openEntry(entry, ports);
  if (opened.kind !== 'opened') return opened;
  const settings = await ports.settings(shop);
  if (settings !== undefined && (settings.reading === undefined || settings.pidPrefix === undefined))
    return { kind: 'settings-newer' };
  const context = {
    shop,
    receivedAtMs: Date.parse(receivedAt),
    ...(settings?.reading && { settings: settings.reading }),
  };
  const reading = readWebhook(adapters[platform], opened.webhook, context);
  switch (reading.type) {
    case 'ping':
      return { kind: 'nothing', reason: 'ping' };
    case 'ignored':
    case 'void':
    case 'other-site':
      return { kind: 'nothing', reason: reading.reason };
    case 'unreadable':
      return { kind: 'unreadable', reason: reading.reason };
    case 'erase':
    case 'export':
      return { kind: 'event', event: reading };
    case 'paid':
    case 'cancelled':
    case 'unpaid':
    case 'refunded':
    case 'lookup': {
      if (settings?.pidPrefix === undefined) return { kind: 'no-settings' };
      const orderId = reading.type === 'paid' ? reading.order.orderId : reading.orderId;
      const pid = pidOf(settings.pidPrefix, orderId);
      if (reading.type !== 'paid') return { kind: 'event', event: reading, pid };
      const { addsGiftCards, ordersPaidFrom } = settings;
      const { event } = await sealGiftCards(reading, { addsGiftCards, cardKey: ports.cardKey });
      const history =
        ordersPaidFrom === undefined ? undefined : tooOld(event.order.paidAt, { ordersPaidFrom }, ports.now());
      return { kind: 'event', event, pid, tooOld: history };
    }
  }
}
