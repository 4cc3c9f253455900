import { names, partnerTimeoutMs, retryBaseSeconds } from '../stage.ts';
import { telling, type Surroundings } from './surroundings.ts';
import { customerStore } from '../../lib/store/orders.ts';
import { wakeNotices } from '../../lib/queue/wake.ts';
import { cached } from '../../lib/secrets/cache.ts';
import { targetsIn } from '../../lib/shops/notify-settings.ts';
import { settingsRows } from '../../lib/shops/stored-settings.ts';
import type { Publish } from '../../lib/queue/event-bus.ts';

/** The ports that thank-customer and submit-to-thanx have in common. */
export function workerPorts({ kernel, aws, newId, customers, publish }: Surroundings) {
  const settings = cached(settingsRows(aws.documents, names.settings), {
    ttlMs: 60_000,
    maxEntries: 10,
    now: kernel.now,
  }).get;
  return {
    store: customerStore(aws.documents, names.orders, customers, newId),
    publish: async ({ type, detail }: Parameters<Publish>[0]) => {
      await kernel.turn(`publishes ${type}`);
      const refundedSubtotal = 'refundedSubtotal' in detail ? detail.refundedSubtotal : undefined;
      publish({ type, pid: 'pid' in detail ? detail.pid : detail.shop, id: detail.eventId, refundedSubtotal });
    },
    targets: async (shop: string) => targetsIn((await settings(shop))?.settings ?? {}),
    wakeNotices: wakeNotices(aws.sqs, names.noticesQueue),
    telemetry: telling(kernel),
    now: kernel.now,
    random: kernel.random.next,
    simulateAll: false,
    partnerTimeoutMs,
    retryBaseSeconds,
  };
}
