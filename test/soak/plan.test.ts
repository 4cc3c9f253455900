import { expect, it } from 'vitest';
import { drawOrders, receiptsOf } from '../../soak/plan.ts';

const options = { seed: 3, orders: 900, receipts: 120, spanMs: 60_000 };

it('the same seed draws the same orders, and another one others', () => {
  expect(drawOrders(options)).toEqual(drawOrders(options));
  expect(drawOrders({ ...options, seed: 4 })).not.toEqual(drawOrders(options));
});

it('no more orders get a receipt than were asked for, and they are spread over the whole time', () => {
  const plan = drawOrders(options);
  const withReceipt = plan.flatMap((order, index) => (order.currency === 'EUR' ? [index] : []));
  expect(withReceipt.length).toBeLessThanOrEqual(options.receipts);
  expect(withReceipt.length).toBeGreaterThan(options.receipts / 2);
  expect(withReceipt.filter((index) => index > options.orders / 2).length).toBeGreaterThan(withReceipt.length / 4);
  expect(plan.filter((order) => receiptsOf(order) !== 'none').every(({ shop }) => shop.merchantId !== undefined)).toBe(
    true,
  );
});

it('every shop has orders with every story', () => {
  const drawn = new Set(drawOrders(options).map(({ shop, story }) => `${shop.id} ${story}`));
  expect(drawn.size).toBe(3 * 5);
});
