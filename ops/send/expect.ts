import type { OrderKey } from '../../lib/order/order-key.ts';
import { pidOf } from '../../lib/order/pid.ts';
import { tooOld } from '../../lib/order/too-old.ts';
import type { ReadResult } from '../../lib/platforms/read-webhook.ts';
import { pidPrefixOf, type ShopSettings } from '../../lib/shops/settings.ts';

/** What an accepted webhook leads to: an order's row, or nothing, and why. */
export type Expected =
  | {
      order: OrderKey;
      paid: boolean;
      /** From the platform, which the webhook only made thankflow ask. */ isFetched?: true;
    }
  | { nothing: string; /** It was meant to have an effect. */ isLeft: boolean; next?: string };

export function expectedOf(read: ReadResult, settings: ShopSettings, stage: string, nowMs: number): Expected {
  const orderAt = (orderId: string) => ({ shop: settings.shop, pid: pidOf(pidPrefixOf(settings), orderId) });
  switch (read.type) {
    case 'paid': {
      const old = read.order.test ? undefined : tooOld(read.order.paidAt, settings, nowMs);
      if (old === undefined) return { order: orderAt(read.order.orderId), paid: true };
      const why = old === 'over-a-year' ? 'over a year ago' : `before ordersPaidFrom (${settings.ordersPaidFrom})`;
      return { nothing: `ignored: it was paid ${why}`, isLeft: true };
    }
    case 'cancelled':
    case 'unpaid':
    case 'refunded':
      return { order: orderAt(read.orderId), paid: false };
    case 'lookup':
      return { order: orderAt(read.orderId), paid: true, isFetched: true };
    case 'ping':
      return { nothing: 'ping: the URL and the signature are right', isLeft: false };
    case 'ignored':
    case 'void':
    case 'other-site':
      return { nothing: `${read.type}: ${read.reason}`, isLeft: true };
    case 'unreadable':
      return {
        nothing: `quarantined: ${read.reason}`,
        isLeft: true,
        next: `quarantine list --shop ${settings.shop} --stage ${stage}`,
      };
    case 'erase':
      return { nothing: 'the customer and the data of their orders are erased', isLeft: false };
    case 'export':
      return { nothing: 'an operator has to answer it', isLeft: false, next: `privacy list --stage ${stage}` };
  }
}
