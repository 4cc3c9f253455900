import { settleByPurchase } from '../../../../functions/submit-to-thanx/receipt/purchase.ts';
import type { Purchase } from '../../../../lib/order/loyalty-message.ts';
import type { World } from '../listed.ts';

type Receipt = Awaited<ReturnType<World['receipt']>>;
let member = 0;

/** A submitted receipt of a member of its own, an hour later, and the purchase that it is. */
export async function submitted(
  world: World,
  userId = `member-${++member}`,
): Promise<Receipt & { id: string; purchase: Purchase }> {
  const receipt = await world.receipt();
  receipt.state.receipts.push({ kind: 'ok', value: { id: `r-${receipt.pid}`, userId } });
  await receipt.change({ amount: '59.90' });
  await receipt.wake();
  receipt.pass(3_600_000);
  receipt.state.calls.length = 0;
  const row = (await receipt.row())!;
  const purchase: Purchase = {
    type: 'purchase',
    purchaseId: `p-${receipt.pid}`,
    merchantId: 'm1',
    userId,
    amount: row.amount!,
    purchasedAt: new Date(row.purchasedAtMs!).toISOString(),
  };
  return { ...receipt, id: row.id!, purchase };
}

export const settle = (receipt: Receipt & { purchase: Purchase }, differs: Partial<Purchase> = {}) =>
  settleByPurchase(receipt.ports, { ...receipt.purchase, ...differs });

/** What a row loses once nobody follows it. */
export const notFollowed = { follow: undefined, userId: undefined, purchasedAtMs: undefined };
