import type { Subject } from '../../../lib/order/event.ts';
import { expectedFrom } from '../../../lib/order/receipt/decision-times.ts';
import { expectedWithin, type Expected } from '../../../lib/order/receipt/expected.ts';
import type { ReceiptPlan } from '../../../lib/order/receipt/plan.ts';
import { pollingStopped } from '../../../lib/order/receipt/poll.ts';
import type { ReceiptState } from '../../../lib/order/receipt/state.ts';
import { submitted } from '../../../lib/order/receipt/transitions.ts';
import { erasedKeys } from '../../../lib/store/erased.ts';
import { keys } from '../../../lib/store/keys.ts';
import { leavingUnreadable } from '../../../lib/store/unreadable.ts';
import { keyOf } from './apply-action.ts';
import type { Ports } from '../ports.ts';

/** What a submitted receipt is polled with, and a purchase of Thanx's is recognised by. */
export interface PolledBy {
  merchantId: string;
  purchasedAtMs: number;
  tokenOf?: string;
  expected?: Expected;
  customer: Subject;
}

export async function polledBy(ports: Ports, plan: ReceiptPlan, customer: Subject): Promise<PolledBy> {
  const expected = await expectedFor(ports, plan);
  return {
    merchantId: plan.merchantId,
    purchasedAtMs: Date.parse(plan.purchasedAt),
    ...('tokenOf' in plan && { tokenOf: plan.tokenOf }),
    ...(expected !== undefined && { expected }),
    customer,
  };
}

/** What the shop's settings say counts, and otherwise what was seen. `undefined`: nothing is known of this merchant. */
async function expectedFor(
  { decisions, telemetry }: Ports,
  { merchantId, decidedInHours }: ReceiptPlan,
): Promise<Expected | undefined> {
  if (decidedInHours !== undefined) return expectedWithin(decidedInHours);
  const times = await leavingUnreadable(telemetry, () => decisions.get(merchantId), undefined);
  return times && expectedFrom(times);
}

/**
 * Thanx has the receipt under this id. A second id for the same order raises an alarm. Returns the receipt's row, unless
 * it was changed once more.
 * @param receipt as it was read or written last
 */
export async function recordSubmitted(
  { store, telemetry, now }: Ports,
  receipt: ReceiptState,
  { id, userId }: { id: string; userId?: string | undefined },
  { customer, ...asked }: PolledBy,
): Promise<ReceiptState | undefined> {
  const { shop } = receipt;
  const polled = { ...asked, customer: (await erasedKeys(store, shop, customer)).map(({ sk }) => sk) };
  const decide = (current: ReceiptState) =>
    submitted(current, { id, ...(userId !== undefined && { userId }) }, polled, now());
  const { changed, row } = await store.receipt.change(keyOf(receipt), decide, receipt);
  if (!changed) return row;
  telemetry.info('receipt submitted', { shop, pid: row.pid, receiptId: id });
  const isErased = await stopPollingErased({ store, now }, row);
  if (row.duplicateIds === undefined) telemetry.count('ReceiptSubmitted');
  else reportDuplicate({ telemetry }, row);
  return isErased ? undefined : row;
}

/** Whether an erasure missed the receipt because the index didn't show it yet. Reads the row's own keys. */
export async function stopPollingErased(
  { store, now }: Pick<Ports, 'store' | 'now'>,
  receipt: ReceiptState,
): Promise<boolean> {
  const pk = keys.erased(receipt.shop, '').pk;
  const found = await Promise.all((receipt.follow?.customer ?? []).map((sk) => store.erased.get({ pk, sk })));
  if (found.every((tombstone) => tombstone === undefined)) return false;
  await store.receipt.change(keyOf(receipt), (row) => ({ ...(pollingStopped(row, now()) ?? row), erase: true }));
  return true;
}

export function reportDuplicate(
  { telemetry }: Pick<Ports, 'telemetry'>,
  { shop, pid, duplicateIds }: ReceiptState,
): void {
  telemetry.error('one order has several receipts at Thanx', { shop, pid, receipts: (duplicateIds?.length ?? 0) + 1 });
  telemetry.count('ReceiptDuplicate');
}
