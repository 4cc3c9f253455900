import type { PlannedOrder } from './plan.ts';
import { startMs } from './stage.ts';

/** An order in the format of platform `standard`, paid a second before the run begins. */
export const orderData = (order: PlannedOrder, firstName: string) => ({
  id: order.orderId,
  amount: order.amount,
  currency: 'EUR',
  paidAt: new Date(startMs - 1000).toISOString(),
  customer: { email: order.email, firstName },
  items: [{ title: 'Oak desk', quantity: 1 }],
  ...(order.isTest && { test: true }),
});
