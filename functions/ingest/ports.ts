import type { PublicCardKey } from '../../lib/sealing/card-keys.ts';
import type { OrderEvent } from '../../lib/order/event.ts';
import type { QuarantinedWebhook } from '../../lib/quarantine/entry.ts';
import type { Cache, Patience } from '../../lib/secrets/cache.ts';
import type { WebhookSecret } from '../../lib/secrets/secrets.ts';
import type { IngestSettings } from '../../lib/shops/ingest-settings.ts';
import type { Telemetry } from '../../lib/telemetry.ts';
import type { Sleep } from '../../lib/within.ts';

/** What ingest needs of the world. The calls resolve only after the receiver took what it was given. */
export interface IngestPorts {
  /** By shop. */
  settings: Pick<Cache<IngestSettings>, 'get'>;
  /** By shop. */
  secrets: Pick<Cache<WebhookSecret>, 'get' | 'readAgain'>;
  /** The stage's key to seal gift cards with; one for all shops. */
  cardKey: { get(patience: Patience): Promise<PublicCardKey | undefined> };
  queue(event: OrderEvent): Promise<void>;
  park(event: OrderEvent): Promise<void>;
  quarantine(entry: QuarantinedWebhook): Promise<void>;
  telemetry: Telemetry;
  /** Counts `WebhookSecretMissing`, once per shop and hour: one alarm, however many webhooks come without a secret to check them. */
  countMissingSecret(shop: string): void;
  /** ms since the epoch */
  now(): number;
  sleep: Sleep;
}
