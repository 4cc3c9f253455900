import { ingest } from '../../../functions/ingest/ingest.ts';
import { publicKeyLifetime, publicKeySource } from '../../../functions/ingest/public-keys.ts';
import { callTimeoutMs, keyTimeoutMs } from '../../../functions/ingest/time-budget.ts';
import type { IngestPorts } from '../../../functions/ingest/ports.ts';
import type { PublicCardKey } from '../../../lib/sealing/card-keys.ts';
import type { Lookup } from '../../../lib/lookup/lookup.ts';
import type { OrderEvent } from '../../../lib/order/event.ts';
import type { RawWebhook } from '../../../lib/platforms/platform.ts';
import type { QuarantinedWebhook } from '../../../lib/quarantine/entry.ts';
import { ingestSettings, type IngestSettings } from '../../../lib/shops/ingest-settings.ts';
import { cached, type Source } from '../../../lib/secrets/cache.ts';
import type { WebhookSecret } from '../../../lib/secrets/secrets.ts';
import type { PlatformName } from '../../../lib/shops/platform-name.ts';
import { ShopSettings } from '../../../lib/shops/settings.ts';
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

/** Wakes sleepers in the order of their alarms, each when nothing else is left to do: time only passes while all wait. */
class Clock {
  nowMs = startMs;
  #sleepers: { atMs: number; wake: () => void }[] = [];

  timer(ms: number, wake: () => void): () => void {
    const sleeper = { atMs: this.nowMs + ms, wake };
    this.#sleepers.push(sleeper);
    setImmediate(() => this.#wakeNext());
    return () => {
      this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
    };
  }

  #wakeNext(): void {
    const [next] = this.#sleepers.toSorted((a, b) => a.atMs - b.atMs);
    if (next === undefined) return;
    this.#sleepers = this.#sleepers.filter((other) => other !== next);
    this.nowMs = Math.max(this.nowMs, next.atMs);
    next.wake();
    setImmediate(() => this.#wakeNext());
  }
}

/** Everything around ingest, in memory. Time stands still except while ingest waits for a service that hangs. */
export class World {
  readonly #clock = new Clock();
  moods: Record<'settings' | 'cardKey' | 'secrets' | 'keyHost' | 'queue' | 'table' | 'bucket', Mood> = {
    settings: 'works',
    cardKey: 'works',
    secrets: 'works',
    keyHost: 'works',
    queue: 'works',
    table: 'works',
    bucket: 'works',
  };
  /** Settings of any version. */
  shops = new Map<string, Record<string, unknown>>();
  webhookSecrets = new Map<string, WebhookSecret>();
  /** By URL. */
  publicKeys = new Map<string, string>();
  keysFetched: string[] = [];
  cardKey: PublicCardKey | undefined;
  secretReads = 0;
  queued: OrderEvent[] = [];
  lookups: Lookup[] = [];
  parked: (OrderEvent | Lookup)[] = [];
  quarantine: QuarantinedWebhook[] = [];
  readonly telemetry = recordedTelemetry();

  readonly ports: IngestPorts = this.#ports();

  get nowMs(): number {
    return this.#clock.nowMs;
  }
  set nowMs(ms: number) {
    this.#clock.nowMs = ms;
  }

  /** Has ingest take it; gives the answer's status. */
  async post(shop: string, webhook: RawWebhook): Promise<number> {
    return (await ingest(shop, webhook, this.ports)).statusCode;
  }

  async #call<Result>(service: keyof World['moods'], work: () => Result): Promise<Result> {
    const mood = this.moods[service];
    if (mood === 'refuses') throw new Error(`${service} refuses`);
    if (mood === 'hangs') return await new Promise<never>(() => {});
    return work();
  }

  #ports(): IngestPorts {
    const now = () => this.nowMs;
    const timer: IngestPorts['timer'] = (ms, wake) => this.#clock.timer(ms, wake);
    const options = { ttlMs: 60_000, maxEntries: 10, now, sharedForMs: callTimeoutMs };
    const cardKeys = cached(() => this.#call('cardKey', () => this.cardKey), options);
    const settings: Source<IngestSettings> = (shop) =>
      this.#call('settings', () => {
        const stored = this.shops.get(shop);
        return stored && ingestSettings(shop, stored);
      });
    const secrets: Source<WebhookSecret> = (shop) =>
      this.#call('secrets', () => {
        this.secretReads++;
        return this.webhookSecrets.get(shop);
      });
    const keys = publicKeySource(
      (url) =>
        this.#call('keyHost', () => {
          this.keysFetched.push(url);
          return this.publicKeys.get(url);
        }),
      now,
    );
    return {
      settings: cached(settings, options),
      secrets: cached(secrets, options),
      publicKeys: cached(keys, { ...publicKeyLifetime, now, sharedForMs: keyTimeoutMs }),
      webhookUrl: (shop) => `https://hooks.example/webhooks/${shop}`,
      cardKey: { get: (patience) => cardKeys.get('in force', patience) },
      queue: (event) => this.#call('queue', () => void this.queued.push(event)),
      queueLookup: (lookup) => this.#call('queue', () => void this.lookups.push(lookup)),
      park: (event) => this.#call('table', () => void this.parked.push(event)),
      quarantine: (entry) => this.#call('bucket', () => void this.quarantine.push(entry)),
      telemetry: this.telemetry,
      countMissingSecret: () => this.telemetry.count('WebhookSecretMissing'),
      now,
      timer,
    };
  }
}
