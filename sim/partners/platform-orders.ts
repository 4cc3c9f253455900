import type { ListedOrder } from '../../lib/platforms/admin/platform-admin.ts';
import type { RawWebhook } from '../../lib/platforms/platform.ts';
import { orderData, paidMsOf, refundedOf, saidMsOf } from '../order-data.ts';
import type { PlannedHappening, PlannedOrder } from '../plan.ts';

type Status = NonNullable<ListedOrder['status']>;

/** An order as its platform has it from a time on, until the next version. */
export interface OrderVersion {
  /** Epoch ms, by the platform's clock. */
  changedMs: number;
  status: Status | undefined;
  /** The refunds so far. */
  refunds: readonly { id: string; amount: string }[];
}

/** What a platform knows of an order, whatever became of its webhooks. */
export interface PlatformOrder {
  planned: PlannedOrder;
  /** `undefined`: it was never paid. */
  paidMs: number | undefined;
  /** The oldest first. */
  versions: readonly OrderVersion[];
}

/** Whether the platform knows that it was paid. */
const wasPaid = ({ happens, inFile }: PlannedOrder): boolean =>
  inFile !== undefined || happens.some(({ kind }) => kind === 'paid');

type Change = Extract<PlannedHappening, { kind: 'paid' | 'cancelled' | 'reinstated' | 'refunded' }>;

const isChange = (happening: PlannedHappening): happening is Change =>
  ['paid', 'cancelled', 'reinstated', 'refunded'].includes(happening.kind);

/** The history of an order at its platform. Its webhooks report it, but some of them late or never. */
export function platformOrder(planned: PlannedOrder): PlatformOrder {
  const paidMs = wasPaid(planned) ? paidMsOf(planned) : undefined;
  const told = planned.happens.filter(isChange).map((change) => ({ atMs: saidMsOf(planned, change), change }));
  const paid: Change[] = paidMs === undefined ? [] : [{ kind: 'paid', atMs: paidMs, firstName: 'Ada' }];
  // Only a file says that it's cancelled.
  const isCancelled = planned.inFile === 'cancelled' && !told.some(({ change }) => change.kind === 'cancelled');
  const silent: Change[] = isCancelled ? [{ kind: 'cancelled', atMs: paidMsOf(planned) + 1000 }] : [];
  const changes = [...paid, ...silent].map((change) => ({ atMs: change.atMs, change }));
  const all = [...changes, ...told].toSorted((a, b) => a.atMs - b.atMs);
  const moments = [...new Set(all.map(({ atMs }) => atMs))];
  const versions = moments.map((changedMs) => {
    const soFar = all.filter(({ atMs }) => atMs <= changedMs).map(({ change }) => change);
    return versionAfter(planned, soFar, changedMs);
  });
  return { planned, paidMs, versions };
}

function versionAfter(planned: PlannedOrder, changes: readonly Change[], changedMs: number): OrderVersion {
  const refunds = new Map<string, string>();
  let isCancelled = false;
  let isPaid = false;
  for (const change of changes) {
    if (change.kind === 'refunded') refunds.set(change.refund, change.amount);
    else isCancelled = change.kind === 'cancelled';
    isPaid ||= change.kind === 'paid';
  }
  const isWhole = refundedOf({ happens: [...changes] }) >= Number(planned.amount);
  const status = isCancelled ? 'cancelled' : isWhole ? 'refunded' : isPaid ? 'paid' : undefined;
  return { changedMs, status, refunds: [...refunds].map(([id, amount]) => ({ id, amount })) };
}

/** The version at a time; `undefined` before the order was made. */
export const versionAt = ({ versions }: PlatformOrder, atMs: number): OrderVersion | undefined =>
  versions.findLast(({ changedMs }) => changedMs <= atMs);

/** The version that the platform's list shows at a time. */
export const listedAt = (order: PlatformOrder, atMs: number): OrderVersion | undefined =>
  versionAt(order, atMs - (order.planned.listLagMs ?? 0));

export const iso = (atMs: number): string => new Date(atMs).toISOString();

/** What the platform's list says about a version. @param saysPaidAt whether it says when the order was paid */
export const listedOrder = (
  { planned, paidMs, versions }: PlatformOrder,
  { changedMs, status, refunds }: OrderVersion,
  saysPaidAt: boolean,
): ListedOrder => ({
  orderId: planned.orderId,
  number: undefined,
  createdAt: iso(versions[0]?.changedMs ?? changedMs),
  orderedAt: iso(versions[0]?.changedMs ?? changedMs),
  changedAt: iso(changedMs),
  status,
  wasPaid: paidMs !== undefined && paidMs <= changedMs,
  paidAt: saysPaidAt && paidMs !== undefined ? iso(paidMs) : undefined,
  channel: undefined,
  refunded: { refunds: refunds.map(({ id }) => ({ id })), complete: false },
});

/** The webhook that would report a version. */
export function webhookOf({ planned }: PlatformOrder, { status, refunds, changedMs }: OrderVersion): RawWebhook {
  const { orderId: id, amount, shop } = planned;
  const timestamp = iso(changedMs);
  const left = refunds.reduce((sum, refund) => sum - Number(refund.amount), Number(amount)).toFixed(2);
  const event =
    status === 'cancelled'
      ? { type: 'order.cancelled', timestamp, data: { id } }
      : status === 'refunded'
        ? { type: 'order.refunded', timestamp, data: { id, refunds, full: true } }
        : { type: 'order.paid', timestamp, data: { ...orderData(planned, 'Ada'), amount: left, refunds } };
  return { headers: {}, body: Buffer.from(JSON.stringify(event)), url: `https://thankflow.example/webhooks/${shop}` };
}
