import type { Lookups } from '../../lib/lookup/waiting.ts';
import type { Lookup } from '../../lib/lookup/lookup.ts';
import type { OrderEvent } from '../../lib/order/event.ts';
import type { PlatformAdmin } from '../../lib/platforms/admin/platform-admin.ts';
import type { ReadSettings } from '../../lib/platforms/platform.ts';
import type { QuarantinedWebhook } from '../../lib/quarantine/entry.ts';
import type { PlatformSecret } from '../../lib/reconcile/platform-secret.ts';
import type { Cache } from '../../lib/secrets/cache.ts';
import type { IngestSettings } from '../../lib/shops/ingest-settings.ts';
import type { Telemetry } from '../../lib/telemetry.ts';

/** As much of a shop's settings as ingest reads, so that an order isn't kept waiting by a setting that is new. */
export type FetchSettings = IngestSettings & { isRemoved: boolean };

/** The external dependencies of fetch-order. */
export interface Ports {
  lookups: Lookups;
  settings: (shop: string) => Promise<FetchSettings | undefined>;
  secrets: Pick<Cache<PlatformSecret>, 'get' | 'readAgain'>;
  /** @param untilMs epoch ms: it doesn't wait for the platform's limits beyond this */
  admin: (
    shop: string,
    secret: PlatformSecret,
    settings: ReadSettings,
    untilMs: number,
  ) => Pick<PlatformAdmin, 'fetch'>;
  queue: (event: OrderEvent) => Promise<void>;
  quarantine: (entry: QuarantinedWebhook) => Promise<void>;
  sendDeadLetter: (lookup: Lookup) => Promise<void>;
  telemetry: Telemetry;
  now: () => number;
  random: () => number;
  sleep: (ms: number) => Promise<void>;
}
