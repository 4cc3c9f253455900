import type { OrderEvent } from '../../lib/order/event.ts';
import { putInQuarantine } from '../../lib/quarantine/bucket.ts';
import type { PlatformAdmin } from '../../lib/platforms/admin/platform-admin.ts';
import { ofShop, sendMessage } from '../../lib/queue/send.ts';
import { isAboutOneOrder, maxFailures } from '../../lib/reconcile/about-one-order.ts';
import type { Compared } from '../../lib/reconcile/compare-slice.ts';
import { queueOrder } from '../../lib/reconcile/queue-order.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';
import { progress } from '../cli/progress.ts';
import type { StageAws } from '../stage/aws.ts';
import { silentTelemetry } from './silent-telemetry.ts';

/**
 * Fetches and queues orders one by one, which keeps within every platform's limits.
 * @returns how many had which outcome; `failed`: the platform didn't answer with the order
 * @throws AdminRefusal if that happens too often
 */
export async function queueAll(
  aws: StageAws,
  admin: PlatformAdmin,
  settings: ShopSettings,
  orders: readonly Compared[],
  { paidFromMs, signal }: { paidFromMs: number; signal: AbortSignal },
): Promise<Record<string, number>> {
  const outcomes: Record<string, number> = {};
  const bar = progress('orders queued', orders.length);
  const ports = {
    queue: async (event: OrderEvent) => await sendMessage(aws.sqs, await aws.queueUrl('orders'), ofShop(event)),
    quarantine: async (entry: Parameters<typeof putInQuarantine>[2]) =>
      await putInQuarantine(await aws.s3(), await aws.quarantineBucket(), entry),
    telemetry: silentTelemetry,
    now: Date.now,
  };
  const about = { shop: settings.shop, platform: settings.platform, readSettings: settings, paidFromMs };
  try {
    for (const order of orders) {
      if (signal.aborted) break;
      const outcome = await queueOrder(ports, admin, order, about).catch((error: unknown) => {
        if (!isAboutOneOrder(error) || (outcomes['failed'] ?? 0) >= maxFailures - 1) throw error;
        return 'failed';
      });
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      bar.advance(1);
    }
  } finally {
    bar.stop();
  }
  return outcomes;
}
