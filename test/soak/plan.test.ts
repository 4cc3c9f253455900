import { expect, it } from 'vitest';
import { drawPlan, receiptsOf } from '../../soak/plan.ts';

const options = { seed: 3, orders: 900, receipts: 120, spanMs: 60_000 };

it('the same seed draws the same orders, and another one others', () => {
  expect(drawPlan(options)).toEqual(drawPlan(options));
  expect(drawPlan({ ...options, seed: 4 })).not.toEqual(drawPlan(options));
});

it('no more orders get a receipt than were asked for, and they are spread over the whole time', () => {
  const plan = drawPlan(options);
  const withReceipt = plan.flatMap((order, index) => (order.currency === 'EUR' ? [index] : []));
  expect(withReceipt.length).toBeLessThanOrEqual(options.receipts);
  expect(withReceipt.length).toBeGreaterThan(options.receipts / 2);
  expect(withReceipt.filter((index) => index > options.orders / 2).length).toBeGreaterThan(withReceipt.length / 4);
  expect(plan.filter((order) => receiptsOf(order) !== 'none').every(({ shop }) => shop.merchantId !== undefined)).toBe(
    true,
  );
});

it('every shop has orders with every story', () => {
  const drawn = new Set(drawPlan(options).map(({ shop, story }) => `${shop.id} ${story}`));
  expect(drawn.size).toBe(3 * 5);
});
