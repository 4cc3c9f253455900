import { converted, isNothing, minus, sum, times, totalsOf } from './amounts.ts';
import type { PlatformNaming } from './platform-format.ts';
import type { NewOrder, NewRefund, ShopOrder, ShopRefund } from './shop-order.ts';

/** Yields unique IDs, as digits. */
export type NextId = () => string;

interface Shop {
  naming: PlatformNaming;
  currency: string;
}

/** An order as it's placed. If it's paid, it's paid at the same instant. */
export function placed(
  shop: Shop,
  id: string,
  count: number,
  { rate, ...input }: NewOrder,
  nowMs: number,
  nextId: NextId,
): ShopOrder {
  const createdAtMs = input.createdAtMs ?? nowMs;
  const order: ShopOrder = {
    id,
    number: shop.naming.orderNumber(id, count),
    createdAtMs,
    processedAtMs: createdAtMs,
    updatedAtMs: createdAtMs,
    paidAtMs: null,
    cancelledAtMs: null,
    trashed: false,
    currency: shop.currency,
    presentmentCurrency: input.presentmentCurrency ?? shop.currency,
    rate,
    shipping: converted(input.shipping, rate),
    tip: converted(input.tip, rate),
    gateways: input.gateways ?? [shop.naming.gateway],
    customer: input.customer,
    email: input.customer?.email ?? null,
    billing: { firstName: input.customer?.firstName ?? 'Ada', lastName: input.customer?.lastName ?? 'Lovelace' },
    locale: input.locale,
    lines: input.lines.map(({ price, quantity, ...line }) => ({
      ...line,
      id: nextId(),
      quantity,
      currentQuantity: quantity,
      price: converted(price, rate),
    })),
    tags: input.tags,
    sourceName: input.sourceName ?? shop.naming.sourceName,
    test: input.test,
    transactions: [],
    refunds: [],
    metafields: [],
    meta: [],
    notes: [],
  };
  return input.paid ? paid(order, createdAtMs, nextId) : order;
}

export function paid(order: ShopOrder, nowMs: number, nextId: NextId): ShopOrder {
  const [gateway = 'manual'] = order.gateways;
  const { total } = totalsOf(order);
  const sale = { id: nextId(), kind: 'sale', status: 'success', gateway, amount: total, atMs: nowMs } as const;
  return { ...order, paidAtMs: nowMs, updatedAtMs: nowMs, transactions: [...order.transactions, sale] };
}

/** Refunds what is asked for, or all that is left. @throws RangeError if there isn't as much left */
export function refunded(order: ShopOrder, request: NewRefund, nowMs: number, nextId: NextId): ShopOrder {
  const isAll = request.lines === undefined && request.shipping === undefined && request.amount === undefined;
  const pieces = isAll
    ? order.lines.map(({ currentQuantity: quantity }, index) => ({ index, quantity }))
    : (request.lines ?? []);
  const lines = pieces.flatMap(({ index, quantity }) => {
    const line = order.lines[index];
    if (line === undefined || line.currentQuantity < quantity) throw new RangeError(`line ${index} has fewer pieces`);
    return quantity === 0 ? [] : [{ id: nextId(), lineId: line.id, quantity, subtotal: times(line.price, quantity) }];
  });
  const { rate } = order;
  const left = minus(order.shipping, sum(...order.refunds.map(({ shipping }) => shipping)));
  const shipping = isAll ? left : converted(request.shipping ?? '0.00', rate);
  const worth = sum(...lines.map(({ subtotal }) => subtotal), shipping);
  const { received, refunded: before } = totalsOf(order);
  const amount = isAll ? minus(received, before) : converted(request.amount ?? worth.shop, rate);
  const [gateway = 'manual'] = order.gateways;
  const transaction = { id: nextId(), kind: 'refund', status: request.status, gateway, amount, atMs: nowMs } as const;
  const refund: ShopRefund = {
    id: nextId(),
    atMs: nowMs,
    lines,
    shipping,
    discrepancy: minus(amount, worth),
    transactions: isNothing(amount) ? [] : [transaction],
  };
  return {
    ...order,
    updatedAtMs: nowMs,
    lines: order.lines.map((line) => {
      const taken = lines.find(({ lineId }) => lineId === line.id)?.quantity ?? 0;
      return { ...line, currentQuantity: line.currentQuantity - taken };
    }),
    transactions: [...order.transactions, ...refund.transactions],
    refunds: [...order.refunds, refund],
  };
}

export const cancelled = (order: ShopOrder, nowMs: number): ShopOrder => ({
  ...order,
  cancelledAtMs: nowMs,
  updatedAtMs: nowMs,
});
