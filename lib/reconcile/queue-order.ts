import { adapters } from '../platforms/adapters.ts';
import type { PlatformAdmin } from '../platforms/admin/platform-admin.ts';
import { readWebhook } from '../platforms/read-webhook.ts';
import type { ReadSettings } from '../platforms/platform.ts';
import { quarantineFetched } from '../quarantine/fetched.ts';
import type { PlatformName } from '../shops/platform-name.ts';
import type { QuarantinedWebhook } from '../quarantine/entry.ts';
import type { OrderEvent } from '../order/event.ts';
import { refundsIn } from '../order/refunds-in.ts';
import type { Compared } from './compare-slice.ts';
import { refundsSinceClaim } from './decide.ts';
import type { Telemetry } from '../telemetry.ts';

/**
 * - `queued`: its event is in the orders queue
 * - `gone`: it was deleted since it was listed
 * - `before`: it was paid before reconciliation was switched on
 * - `not-for-us`: it's no longer paid, for example
 * - `quarantined`: it can't be read; see the runbook, `stuck: quarantined`
 */
export type Queued = 'queued' | 'gone' | 'before' | 'not-for-us' | 'quarantined';

export interface QueuePorts {
  queue: (event: OrderEvent) => Promise<void>;
  quarantine: (entry: QuarantinedWebhook) => Promise<void>;
  telemetry: Telemetry;
  now: () => number;
}

interface About {
  shop: string;
  platform: PlatformName;
  readSettings: ReadSettings;
  paidFromMs: number;
}

/** Fetches an order and queues what its webhook would have said. Of a known order's refund, it queues nothing but the refunds. */
export async function queueOrder(
  ports: QueuePorts,
  admin: Pick<PlatformAdmin, 'fetch'>,
  listed: Compared,
  { shop, platform, readSettings, paidFromMs }: About,
): Promise<Queued> {
  const { comparison, row } = listed;
  const webhook = await admin.fetch(listed.orderId, listed.changedAt);
  if (webhook === undefined) return 'gone';
  const adapter = adapters[platform];
  const receivedAtMs = ports.now();
  const read = readWebhook(adapter, webhook, { shop, receivedAtMs, settings: readSettings });
  switch (read.type) {
    case 'ping':
    case 'ignored':
    case 'void':
    case 'other-site':
    case 'lookup':
      return 'not-for-us';
    case 'unreadable': {
      await quarantineFetched(ports, webhook, { shop, platform, adapter, receivedAtMs, reason: read.reason });
      return 'quarantined';
    }
    case 'paid': {
      const { cards: _, ...event } = read;
      if (comparison === 'refund' && row !== undefined) {
        await ports.queue(refundsIn(event, refundsSinceClaim(listed, row)));
        return 'queued';
      }
      if (Date.parse(event.order.paidAt) < paidFromMs) return 'before';
      await ports.queue(event);
      return 'queued';
    }
    default:
      await ports.queue(read);
      return 'queued';
  }
}
