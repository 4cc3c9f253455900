import { setTimeout as sleep } from 'node:timers/promises';
import type { OrderKey } from '../../lib/order/order-key.ts';
import { orderStore } from '../../lib/store/orders.ts';
import type { StageAws } from '../stage/aws.ts';
import { waitWithProgress, type Waited } from '../orders/wait.ts';
import { orderRows, type OrderRows } from '../orders/order-rows.ts';
import { pidOf } from '../../lib/order/pid.ts';
import { tooOld } from '../../lib/order/too-old.ts';
import type { ReadResult } from '../../lib/platforms/read-webhook.ts';
import { pidPrefixOf, type ShopSettings } from '../../lib/shops/settings.ts';

type Tables = Pick<StageAws, 'documents' | 'ordersTable'>;

const pollMs = 200;
/** A worker takes a message within a second or two; a stage with a backlog may need longer. */
const changeMs = 15_000;

export const rowsOf = ({ documents, ordersTable }: Tables, key: OrderKey): Promise<OrderRows | undefined> =>
  orderRows(orderStore(documents, ordersTable), key);

/** Waits until an order's row is another than it was; `false` if nothing changes it. */
export async function changedSince(
  aws: Tables,
  key: OrderKey,
  before: OrderRows | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  for (const untilMs = Date.now() + changeMs; Date.now() < untilMs && !signal.aborted; await sleep(pollMs)) {
    const rows = await rowsOf(aws, key);
    if (rows !== undefined && rows.thanku.updatedAt !== before?.thanku.updatedAt) return true;
  }
  return false;
}

/** Waits for orders that were sent a moment ago. What is not through within a minute is not waited for. */
export const waitForSent = (aws: Tables, keys: readonly OrderKey[], signal: AbortSignal): Promise<Waited> =>
  waitWithProgress(aws, keys, signal, { pollMs, patienceMs: 30_000, stallMs: 60_000, claimMs: 30_000 });

/** What an accepted webhook leads to: an order's row, or nothing, and why. */
export type Expected =
  | { order: OrderKey; paid: boolean }
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
    case 'ping':
      return { nothing: 'ping: the URL and the signature are right', isLeft: false };
    case 'ignored':
    case 'void':
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
