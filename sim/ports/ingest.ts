import type { IngestPorts } from '../../functions/ingest/ports.ts';
import { ofShop, sendMessage } from '../../lib/queue/send.ts';
import { cached } from '../../lib/secrets/cache.ts';
import { secretSource } from '../../lib/secrets/read.ts';
import { secretNames, WebhookSecret } from '../../lib/secrets/secrets.ts';
import { ingestSettings } from '../../lib/shops/ingest-settings.ts';
import { settingsRows } from '../../lib/shops/stored-settings.ts';
import { parking } from '../../lib/store/parked.ts';
import { names } from '../stage.ts';
import { telling, type Surroundings } from './surroundings.ts';

const callTimeoutMs = 400;

/** ingest's ports in one execution environment. */
export function ingestPorts({ kernel, aws, newId, readSecret }: Surroundings): IngestPorts {
  const { documents, sqs } = aws;
  const { now } = kernel;
  const row = settingsRows(documents, names.settings);
  const readSettings = async (shop: string) => {
    const found = await row(shop);
    // The simulated shops all send the generic webhooks, whatever they are told by their own systems' API.
    return found && { ...ingestSettings(shop, found.settings), platform: 'standard' as const };
  };
  const webhookSecret = secretSource(readSecret(callTimeoutMs), WebhookSecret, (shop) =>
    secretNames.webhook('sim', shop),
  );
  const options = { ttlMs: 60_000, maxEntries: 10, now, sharedForMs: callTimeoutMs };
  const parked = parking(documents, names.orders, now, newId);
  return {
    settings: cached(readSettings, options),
    secrets: cached(webhookSecret, options),
    publicKeys: {
      get: () => Promise.reject(new Error('the shops have webhook secrets')),
      readAgain: () => Promise.reject(new Error('the shops have webhook secrets')),
    },
    webhookUrl: () => 'https://hooks.example',
    cardKey: { get: async () => undefined },
    queue: (event) => sendMessage(sqs, names.ordersQueue, ofShop(event)),
    queueLookup: () => Promise.reject(new Error('the webhooks contain their orders')),
    park: (event) => parked.park(event),
    quarantine: () => Promise.reject(new Error('the simulator sends nothing that cannot be read')),
    telemetry: telling(kernel),
    countMissingSecret: () => undefined,
    now,
    timer(ms, wake) {
      const cancelled = new AbortController();
      void kernel.turn('waits no longer', kernel.nowMs + ms, cancelled.signal).then(wake);
      return () => cancelled.abort();
    },
  };
}
