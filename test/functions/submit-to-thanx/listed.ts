import type { ListedReceipt, ReceiptPage } from '../../../lib/partners/thanx/list-receipts.ts';
import type { ThanxOutcome } from '../../../lib/partners/thanx/read-answer.ts';
import type { Use } from '../../../lib/permits/permits.ts';
import { anyMarker } from './marker.ts';
import type { startWorld } from './world.ts';

export type World = Awaited<ReturnType<typeof startWorld>>;

/** As Thanx lists the receipt that the world's plan says. */
export const listed = (id: string, differs: Partial<ListedReceipt> = {}): ListedReceipt => ({
  id,
  userId: 'u1',
  merchantId: 'm1',
  state: 'pending',
  rejectionText: undefined,
  amount: '59.9',
  purchasedAtMs: Date.parse('2026-03-01T10:00:00.000Z'),
  comments: anyMarker,
  ...differs,
});
/** A page of them. */
export const page = (receipts: ListedReceipt[], more = false): ThanxOutcome<ReceiptPage> => ({
  kind: 'ok',
  value: { receipts, more },
});

/** A receipt that was sent and not answered, its worker dead for a minute, and what Thanx lists now. */
export async function unknownReceipt(world: World, ...pages: ThanxOutcome<ReceiptPage>[]) {
  const receipt = await world.receipt();
  const uses: (Use | undefined)[] = [];
  const { take } = receipt.ports.permits;
  receipt.ports.permits.take = (waitMs, use) => {
    uses.push(use);
    return take(waitMs, use);
  };
  receipt.state.receipts.push({ kind: 'unknown', reason: 'timeout' });
  await receipt.wake();
  receipt.state.nowMs = (await receipt.row())!.dueAt!;
  receipt.state.pages.push(...pages);
  const posts = () => receipt.state.calls.filter((call) => call.startsWith('receipt')).length;
  const lists = () => receipt.state.calls.filter((call) => call.startsWith('list')).length;
  return { ...receipt, uses, posts, lists };
}
