import type { PublicCardKey } from '../../lib/sealing/card-keys.ts';
import type { Lookup } from '../../lib/lookup/lookup.ts';
import type { OrderEvent } from '../../lib/order/event.ts';
import type { QuarantinedWebhook } from '../../lib/quarantine/entry.ts';
import type { Cache, Patience } from '../../lib/secrets/cache.ts';
import type { WebhookSecret } from '../../lib/secrets/secrets.ts';
import type { IngestSettings } from '../../lib/shops/ingest-settings.ts';
import type { Telemetry } from '../../lib/telemetry.ts';
import type { Timer } from '../../lib/within.ts';

/** What ingest needs from the world. Writes resolve only once the receiver has confirmed them. */
export interface IngestPorts {
  /** By shop. */
  settings: Pick<Cache<IngestSettings>, 'get'>;
  /** By shop. */
  secrets: Pick<Cache<WebhookSecret>, 'get' | 'readAgain'>;
  /** The documents at the platforms' URLs, by `keyOf`. `undefined` if their host says that they don't exist. */
  publicKeys: Pick<Cache<string>, 'get' | 'readAgain'>;
  /** The stage's public key for gift cards: one for all shops. */
  cardKey: { get(patience: Patience): Promise<PublicCardKey | undefined> };
  /** The URL that the shop's webhooks were given, unless its settings say another. */
  webhookUrl(shop: string): string;
  queue(event: OrderEvent): Promise<void>;
  /** To the queue of orders that have to be fetched. */
  queueLookup(lookup: Lookup): Promise<void>;
  park(event: OrderEvent | Lookup): Promise<void>;
  quarantine(entry: QuarantinedWebhook): Promise<void>;
  telemetry: Telemetry;
  /** Counts `WebhookSecretMissing` once per shop and hour, so that many webhooks raise one alarm. */
  countMissingSecret(shop: string): void;
  /** ms since the epoch */
  now(): number;
  timer: Timer;
}
