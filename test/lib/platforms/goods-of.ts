import type { Order } from '../../../lib/order/order.ts';

/** What an order says of its goods and its payments. */
export const goodsOf = ({ beforeTax, items, payments }: Order) => ({
  beforeTax,
  prices: items.map(({ price }) => price),
  payments,
});

/** The goods before tax, and the lines' prices. */
export const pricesOf = (order: Order) => [order.beforeTax, ...order.items.map(({ price }) => price)];
