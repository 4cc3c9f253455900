import type { PlannedHappening, PlannedOrder } from './plan.ts';
import { startMs } from './stage.ts';

/** When an order was paid, epoch ms. */
export const paidMsOf = ({ inFile, paidMs = startMs - 1000 }: Pick<PlannedOrder, 'inFile' | 'paidMs'>): number =>
  inFile === 'before-orders-paid-from' ? Date.parse('2025-12-31T23:59:59Z') : paidMs;

const isPaid = ({ kind }: PlannedHappening): boolean => kind === 'paid' || kind === 'forged' || kind === 'replayed';

/** The time in a webhook, however late it is sent: first the payment, then everything else. Epoch ms. */
export const saidMsOf = (order: PlannedOrder, happening: PlannedHappening): number => {
  if (isPaid(happening)) return paidMsOf(order);
  return 'saidMs' in happening ? (happening.saidMs ?? startMs) : startMs;
};

/** An order in the format of platform `standard`. */
export const orderData = (order: PlannedOrder, firstName: string) => ({
  id: order.orderId,
  amount: order.amount,
  currency: 'EUR',
  paidAt: new Date(paidMsOf(order)).toISOString(),
  customer: { email: order.email, firstName },
  ...goodsOf(order),
  ...(order.isTest && { test: true }),
});

const goodsOf = ({ goods, amount }: PlannedOrder): object => {
  if (goods === undefined) return { items: [{ title: 'Oak desk', quantity: 1 }] };
  const { subtotal, prices } = goods;
  return {
    items: ['Oak desk', 'Ash chair'].map((title, index) => ({ title, quantity: 1, price: prices?.[index] })),
    subtotal,
    beforeTax: subtotal,
    payments: [{ issuer: 'visa', last4: '4242', amount }],
  };
};

/** How much was refunded in total. Each refund counts once. */
export function refundedOf({ happens }: Pick<PlannedOrder, 'happens'>): number {
  const refunds = new Map(
    happens.flatMap((one) => (one.kind === 'refunded' ? [[one.refund, Number(one.amount)]] : [])),
  );
  return [...refunds.values()].reduce((sum, amount) => sum + amount, 0);
}
