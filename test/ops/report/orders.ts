import type { OrderStore } from '../../../lib/store/orders.ts';
import type { ReceiptState } from '../../../lib/order/receipt/state.ts';
import type { ThankuState } from '../../../lib/order/thanku/state.ts';
import { keys } from '../../../lib/store/keys.ts';

/** Stores an order and its receipt, if it has one. */
export async function plant(
  store: OrderStore,
  order: Pick<ThankuState, 'shop' | 'orderId' | 'createdAt'> & Partial<ThankuState>,
  receipt?: Partial<ReceiptState>,
): Promise<void> {
  const { shop, orderId, createdAt } = order;
  const pid = `${shop}-${orderId}`;
  const base = { shop, pid, orderId, attempts: 1, notBefore: 0, createdAt, updatedAt: createdAt };
  await store.thanku.insert(keys.thanku(shop, pid), {
    ...base,
    state: 'posted',
    unanswered: 0,
    currency: 'EUR',
    receipt: receipt === undefined ? 'none' : 'created',
    ...order,
  });
  if (receipt !== undefined)
    await store.receipt.insert(keys.receipt(shop, pid), { ...base, credential: 'main', state: 'applied', ...receipt });
}

/** The orders of a busy month: 30 days with every outcome. Day 13 has none. */
export async function plantMonth(store: OrderStore, shop: string, month = '2026-10', perDay = 8): Promise<void> {
  const reasons = ['below-minimum', 'tags', 'cancelled'];
  for (let day = 1; day <= 30; day++) {
    if (day === 13) continue;
    const busy = perDay + ((day * 7) % 5) + (day % 7 === 3 ? perDay : 0);
    for (let nth = 0; nth < busy; nth++) {
      const at = { day: String(day).padStart(2, '0'), minute: String(nth % 60).padStart(2, '0') };
      const number = day * 1000 + nth;
      const order = { shop, orderId: String(number), createdAt: `${month}-${at.day}T10:${at.minute}:00.000Z` };
      const refused = { refusals: 1, cause: 'PlantTrees', impact: 2 } as const;
      if (number % 11 === 4)
        await plant(store, { ...order, ...refused, state: 'skipped', reason: reasons[number % 3] });
      else if (number % 41 === 7) await plant(store, { ...order, ...refused, state: 'failed', reason: 'rejected' });
      else if (number % 53 === 9) await plant(store, { ...order, ...refused, attempts: 0, state: 'waiting' });
      else if (day > 20)
        await plant(store, { ...order, cause: 'CleanOcean', impact: 3, use100Grams: true }, { amount: '9.99' });
      else if (number % 29 === 1)
        await plant(store, {
          ...order,
          cause: 'PlantTrees',
          impact: 2,
          reversed: { kind: 'refunded', at: order.createdAt },
        });
      else await plant(store, { ...order, cause: 'PlantTrees', impact: 1 + (number % 4) }, { amount: '10.10' });
    }
  }
}
