import type { OrderEvent } from '../lib/order/event.ts';
import { keys } from '../lib/store/keys.ts';
import type { DynamoDbModel } from './aws/dynamodb.ts';
import { listedAt, type PlatformOrder } from './partners/platform-orders.ts';
import type { PlatformModel } from './partners/platform.ts';
import { names } from './stage.ts';

type Row = Record<string, unknown>;

/** So many missing orders may be queued without asking a person. */
const mostUnasked = 20;

/** The times in the row of a shop's reconciliation, epoch ms. */
const timesOf = (row: Row) => ({ sinceMs: Date.parse(String(row['since'])), cursorMs: Number(row['cursorMs']) });

/** Watches what reconcile and its operators queue, and how far they say that they are. All times are true times, epoch ms. */
export function watchReconciliation(
  nowMs: () => number,
  table: Pick<DynamoDbModel, 'get'>,
  platform: Pick<PlatformModel, 'ordersOf' | 'shops'>,
) {
  /** By pid, what was queued. */
  const queued = new Map<string, Set<OrderEvent['type']>>();
  /** When a shop was first switched on. */
  const sinceMs = new Map<string, number>();
  /** Shops for which a person was asked. */
  const asked = new Set<string>();
  let run: { startedMs: number; paid: number } | undefined;
  let asks: ((shop: string) => void) | undefined;
  const wrong: { before?: string; unasked?: string; passed?: string; late?: string } = {};

  /** Whether thankflow knows what the list shows of an order, or will know it from its queue. */
  function isKnown({ planned: { shop, orderId } }: PlatformOrder, status: string): boolean {
    const pid = `${shop}-${orderId}`;
    const was = queued.get(pid);
    const row = table.get(names.orders, keys.thanku(shop, pid));
    // An order that the list still shows as paid may be fetched as cancelled.
    if (status === 'paid')
      return was !== undefined || (row !== undefined && (row['state'] !== 'early' || row['reversed'] !== undefined));
    return was?.has('cancelled') === true || was?.has('refunded') === true || row?.['reversed'] !== undefined;
  }

  /** An order that a shop's cursor has passed, and that thankflow doesn't know. */
  function passedBy(shop: string, row: Row, before: Row): string | undefined {
    const { sinceMs: fromMs, cursorMs } = timesOf(row);
    const was = timesOf(before);
    if (cursorMs === was.cursorMs || fromMs !== was.sinceMs) return undefined;
    // What was listed too late for the slices before is found by the next pass, which looks back.
    const lookedFromMs = before['passUntilMs'] === undefined ? fromMs : Math.max(fromMs, was.cursorMs);
    for (const order of platform.ordersOf(shop)) {
      const { paidMs, planned } = order;
      const now = listedAt(order, nowMs());
      const then = listedAt(order, run?.startedMs ?? 0);
      // What has changed since the run began may have moved behind the pages that it read.
      if (now === undefined || then !== now || now.changedMs >= cursorMs || now.changedMs < lookedFromMs) continue;
      if (now.status === undefined || paidMs === undefined || paidMs < fromMs || isKnown(order, now.status)) continue;
      return `the cursor of ${shop} is after ${planned.orderId}, which is ${now.status} and not queued`;
    }
    return undefined;
  }

  function queuedBy(event: OrderEvent, by: 'run' | 'person'): void {
    if (event.type !== 'paid' && event.type !== 'cancelled' && event.type !== 'refunded') return;
    const orderId = event.type === 'paid' ? event.order.orderId : event.orderId;
    const pid = `${event.shop}-${orderId}`;
    queued.set(pid, (queued.get(pid) ?? new Set()).add(event.type));
    if (event.type !== 'paid') return;
    if (Date.parse(event.order.paidAt) < (sinceMs.get(event.shop) ?? Number.POSITIVE_INFINITY))
      wrong.before ??= `${pid} was queued, and it was paid before its shop was reconciled`;
    if (run === undefined || by === 'person') return;
    run.paid += 1;
    if (run.paid > mostUnasked) wrong.unasked ??= `${run.paid} orders were queued in one run without asking a person`;
  }

  return {
    /** What reconcile or an operator did wrong. */
    wrong,
    sinceMs,
    /** Looks, an interval after all faults have ended, whether everything that the platform's list showed by then is known. */
    checkInTime(healedMs: number): void {
      for (const shop of platform.shops()) {
        const { sinceMs: fromMs } = timesOf(table.get(names.orders, keys.reconcile(shop)) ?? {});
        for (const order of asked.has(shop) ? [] : platform.ordersOf(shop)) {
          const listed = listedAt(order, healedMs);
          const { paidMs = 0 } = order;
          if (listed?.status === undefined || paidMs < fromMs || listed !== listedAt(order, nowMs())) continue;
          if (!isKnown(order, listed.status))
            wrong.late ??= `${order.planned.orderId} is ${listed.status} and not queued, an interval after everything worked`;
        }
      }
    },
    /** A run of the function begins; `undefined`: it ended. */
    runs: (startedMs: number | undefined) => void (run = startedMs === undefined ? undefined : { startedMs, paid: 0 }),
    /** @param told each time that a person is needed */
    onAsked: (told: (shop: string) => void) => void (asks = told),
    /** reconcile has queued an event. */
    queued: (event: OrderEvent) => queuedBy(event, 'run'),
    queuedByPerson: (event: OrderEvent) => queuedBy(event, 'person'),
    written(row: Row, before: Row | undefined): void {
      const pk = String(row['pk']);
      if (!pk.startsWith('reconcile#')) return;
      const shop = pk.slice('reconcile#'.length);
      if (!sinceMs.has(shop)) sinceMs.set(shop, timesOf(row).sinceMs);
      const passed = before && passedBy(shop, row, before);
      if (passed !== undefined) wrong.passed ??= passed;
      if (row['many'] === undefined || before?.['many'] !== undefined) return;
      asked.add(shop);
      asks?.(shop);
    },
  };
}
