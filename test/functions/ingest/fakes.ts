import type { IngestPorts } from '../../../functions/ingest/ports.ts';
import type { PublicCardKey } from '../../../lib/gift-cards/card-keys.ts';
import type { OrderEvent } from '../../../lib/order/event.ts';
import type { QuarantinedWebhook } from '../../../lib/quarantine/entry.ts';
import { cached, type Source } from '../../../lib/secrets/cache.ts';
import type { WebhookSecret } from '../../../lib/secrets/secrets.ts';
import { ShopSettings, type PlatformName } from '../../../lib/shops/settings.ts';
import { recordedTelemetry } from '../../support/telemetry.ts';

/** How a fake service behaves: it does its work, or refuses, or never answers. */
export type Mood = 'works' | 'refuses' | 'hangs';

export const startMs = Date.parse('2026-01-31T12:00:00Z');

export const settingsOf = (shop: string, platform: PlatformName): ShopSettings =>
  ShopSettings.parse({
    version: 1,
    shop,
    platform,
    ordersPaidFrom: '2026-01-01',
    thanku: {
      slug: 'acme',
      thankuOrderId: 'A-21-13',
      cause: 'PlantTrees',
      impact: { fixed: 1 },
      message: { en: 'Thank you!' },
    },
  });

/**
 * Everything around ingest, in memory. Time stands still except while ingest sleeps, that is: while it waits for a service
 * that hangs. Then the sleep takes its milliseconds at once.
 */
export class World {
  nowMs = startMs;
  moods: Record<'settings' | 'secrets' | 'queue' | 'table' | 'bucket', Mood> = {
    settings: 'works',
    secrets: 'works',
    queue: 'works',
    table: 'works',
    bucket: 'works',
  };
  shops = new Map<string, ShopSettings>();
  webhookSecrets = new Map<string, WebhookSecret>();
  cardKey: PublicCardKey | undefined;
  secretReads = 0;
  queued: OrderEvent[] = [];
  parked: OrderEvent[] = [];
  quarantine: QuarantinedWebhook[] = [];
  readonly telemetry = recordedTelemetry();

  readonly ports: IngestPorts = this.#ports();

  async #call<Result>(service: keyof World['moods'], work: () => Result): Promise<Result> {
    const mood = this.moods[service];
    if (mood === 'refuses') throw new Error(`${service} refuses`);
    if (mood === 'hangs') return await new Promise<never>(() => {});
    return work();
  }

  #ports(): IngestPorts {
    const now = () => this.nowMs;
    const options = { ttlMs: 60_000, maxEntries: 10, now };
    const settings: Source<ShopSettings> = (shop) => this.#call('settings', () => this.shops.get(shop));
    const secrets: Source<WebhookSecret> = (shop) =>
      this.#call('secrets', () => {
        this.secretReads++;
        return this.webhookSecrets.get(shop);
      });
    return {
      settings: cached(settings, options),
      secrets: cached(secrets, options),
      cardKey: { get: () => this.#call('settings', () => this.cardKey) },
      queue: (event) => this.#call('queue', () => void this.queued.push(event)),
      park: (event) => this.#call('table', () => void this.parked.push(event)),
      quarantine: (entry) => this.#call('bucket', () => void this.quarantine.push(entry)),
      telemetry: this.telemetry,
      now,
      sleep: async (ms, signal) => {
        // What answers does so before the event loop turns; only what hangs is still awaited then.
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
        signal.throwIfAborted();
        this.nowMs += ms;
      },
    };
  }
}
