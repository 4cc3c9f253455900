import type * as z from 'zod';
import type { GiftCard } from '../../lib/sealing/card.ts';
import type { CancelledEvent, PaidEvent, RefundedEvent, UnpaidEvent } from '../../lib/order/event.ts';
import { impactOf } from '../../lib/order/thanku/impact.ts';
import { unwanted } from '../../lib/order/thanku/plan.ts';
import { pidOf } from '../../lib/order/pid.ts';
import { planReceipt } from '../../lib/order/receipt/plan.ts';
import { isUntouched, refunded, reversed, undoes } from '../../lib/order/thanku/reversal.ts';
import type { ThankuState } from '../../lib/order/thanku/state.ts';
import { tooOld } from '../../lib/order/too-old.ts';
import type { ReadResult } from '../../lib/platforms/read-webhook.ts';
import { pidPrefixOf, type ShopSettings } from '../../lib/shops/settings.ts';
import { isErased } from '../../lib/store/erased.ts';
import { keys } from '../../lib/store/keys.ts';
import type { CustomerStore } from '../../lib/store/orders.ts';

type Paid = z.infer<typeof PaidEvent> & { cards?: readonly GiftCard[] };
type Reversal = z.infer<typeof CancelledEvent | typeof UnpaidEvent | typeof RefundedEvent>;

/** What would happen to one order of the file, and the event to send for it. */
export type ImportAction =
  | { kind: 'claim'; pid: string; event: Paid; impact: number; receipt?: string | undefined; simulated: boolean }
  /** The settings give it no ThankU, for this reason. It may still get a receipt. */
  | { kind: 'left-out'; reason: string; pid: string; event: Paid; receipt?: string | undefined }
  /** Thanked or under way, and newly reported as cancelled or refunded. */
  | { kind: 'reversal'; pid: string; event: Reversal }
  | { kind: 'there' | 'cancelled' | 'before-orders-paid-from' | 'over-a-year' | 'erased' | 'no-order' | 'twice' }
  /** Not paid, or nothing to do. */
  | { kind: 'unpaid'; reason: string }
  | { kind: 'unreadable'; reason: string };

export interface ActionPorts {
  store: Pick<CustomerStore, 'thanku' | 'erased' | 'customers'>;
  settings: ShopSettings;
  simulateAll: boolean;
  nowMs: number;
}

/** Returns what the claim would do. Changes nothing. The claim itself decides. */
export async function importActionOf(read: ReadResult, ports: ActionPorts): Promise<ImportAction> {
  const { store, settings } = ports;
  const rowOf = async (orderId: string): Promise<{ pid: string; row: ThankuState | undefined }> => {
    const pid = pidOf(pidPrefixOf(settings), orderId);
    return { pid, row: await store.thanku.get(keys.thanku(settings.shop, pid)) };
  };
  switch (read.type) {
    case 'unreadable':
      return { kind: 'unreadable', reason: read.reason };
    case 'ignored':
    case 'void':
    case 'other-site':
      return { kind: 'unpaid', reason: read.reason };
    case 'ping':
    case 'lookup':
    case 'erase':
    case 'export':
      return { kind: 'no-order' };
    case 'cancelled':
    case 'unpaid':
    case 'refunded': {
      const { pid, row } = await rowOf(read.orderId);
      const isNews = row !== undefined && row.state !== 'early' && reversedBy(row, read, ports.nowMs);
      return isNews ? { kind: 'reversal', pid, event: read } : { kind: 'cancelled' };
    }
    case 'paid': {
      const { pid, row } = await rowOf(read.order.orderId);
      if (row === undefined) return await actionOfPaid(read, pid, ports);
      const undone = undoes(read.changedAt, row);
      if (row.state === 'early')
        return row.reversed === undefined || undone ? await actionOfPaid(read, pid, ports) : { kind: 'cancelled' };
      return undone && isUntouched(row) ? await actionOfPaid(read, pid, ports) : { kind: 'there' };
    }
  }
}

const reversedBy = (row: ThankuState, event: Reversal, nowMs: number): boolean =>
  (event.type === 'refunded'
    ? refunded(row, event, nowMs)
    : reversed(row, { kind: event.type, at: event.at, changedAt: event.changedAt }, nowMs)) !== undefined;

async function actionOfPaid(
  event: Paid,
  pid: string,
  { store, settings, simulateAll, nowMs }: ActionPorts,
): Promise<ImportAction> {
  const { order } = event;
  const history = tooOld(order.paidAt, settings, nowMs);
  if (history !== undefined) return { kind: history };
  if (await isErased(store, settings.shop, order.customer)) return { kind: 'erased' };
  const simulated = simulateAll || settings.thanku.simulate || order.test;
  const planned = planReceipt(order, settings, pid, simulated);
  const receipt = 'plan' in planned ? planned.plan.amount : undefined;
  const reason = unwanted(order, settings);
  if (reason !== undefined) return { kind: 'left-out', reason, pid, event, receipt };
  return { kind: 'claim', pid, event, impact: impactOf(order, settings.thanku), receipt, simulated };
}
