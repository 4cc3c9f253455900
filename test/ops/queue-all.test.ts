import { describe, expect, it } from 'vitest';
import { AdminRefusal, type RefusalKind } from '../../lib/platforms/admin/refusal.ts';
import type { PlatformAdmin } from '../../lib/platforms/admin/platform-admin.ts';
import type { Compared } from '../../lib/reconcile/compare-slice.ts';
import { queueAll } from '../../ops/reconcile/queue-all.ts';
import type { StageAws } from '../../ops/stage/aws.ts';
import { settingsWith } from '../lib/order/support.ts';

const signal = new AbortController().signal;
const orders = Array.from({ length: 20 }, (_, index) => ({ orderId: String(index) }) as Compared);

/** All orders are gone, except those that the platform fails to answer. */
const queue = (kind: RefusalKind, failing: readonly string[]) =>
  queueAll(
    {} as StageAws,
    {
      fetch: async (orderId) => {
        if (failing.includes(orderId)) throw new AdminRefusal(kind, 'the platform failed (500)');
        return undefined;
      },
    } as Partial<PlatformAdmin> as PlatformAdmin,
    settingsWith({}, { platform: 'woocommerce' }),
    orders,
    { paidFromMs: 0, signal },
  );

describe('queueing missing orders', () => {
  it('goes on after an order that the platform fails to answer', async () => {
    expect(await queue('unavailable', ['3', '7'])).toEqual({ gone: 18, failed: 2 });
  });

  it('ends if the platform fails again and again', async () => {
    await expect(queue('unavailable', ['3', '7', '8', '9', '12'])).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('ends if the platform refuses', async () => {
    await expect(queue('unauthorized', ['3'])).rejects.toMatchObject({ kind: 'unauthorized' });
  });
});
