import { OrdersMessage } from '../../lib/order/event.ts';
import { countedStage, type Counted } from '../cost/counted-stage.ts';

function paid(orderId: number, nowMs: number): OrdersMessage {
  const at = new Date(nowMs).toISOString();
  return OrdersMessage.parse({
    type: 'paid',
    shop: 'oak',
    at,
    order: {
      orderId: String(orderId),
      number: `#${orderId}`,
      amount: '59.90',
      currency: 'EUR',
      paidAt: at,
      paymentType: 'card',
      customer: { id: String(orderId), email: `customer-${orderId}@example.com`, firstName: 'Ada' },
      items: [{ title: 'Oak desk', quantity: 1, giftCard: false }],
      itemsOmitted: 0,
      tags: [],
      refunds: [],
      test: false,
    },
  });
}

/** What the deployed code does for one order of a shop that already has others, and for its receipt. */
export async function oneOrder(isLoyal: boolean): Promise<{ order: Counted; receipt: Counted }> {
  const stage = countedStage();
  stage.apply('oak', { isLoyal });
  await stage.order(paid(1001, stage.nowMs));
  await stage.loyalty();
  stage.nowMs += 1000;
  return { order: await stage.order(paid(1002, stage.nowMs)), receipt: await stage.loyalty() };
}

/** Write units by partition of an index: `due/thanku`. */
export function indexUnitsOf({ calls }: Counted): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { indexUnits = {} } of calls) {
    for (const [partition, units] of Object.entries(indexUnits))
      sums.set(partition, (sums.get(partition) ?? 0) + units);
  }
  return sums;
}
