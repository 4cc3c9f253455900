import * as z from 'zod';
import { BasketState } from '../../lib/order/basket/state.ts';
import { hasBasket } from '../../lib/order/loyalty-plan.ts';
import { ReceiptState } from '../../lib/order/receipt/state.ts';
import { mayExist, reversalKind, ThankuState } from '../../lib/order/thanku/state.ts';

/** What a report reads of an order's rows: nothing in it identifies an order or a customer. */
export const CountedOrder = z.object(
  ThankuState.pick({
    state: true,
    reason: true,
    cause: true,
    impact: true,
    use100Grams: true,
    simulated: true,
    attempts: true,
    refusals: true,
    unanswered: true,
    lease: true,
    currency: true,
    receipt: true,
    receiptReason: true,
    reversed: true,
  }).shape,
);
export type CountedOrder = z.infer<typeof CountedOrder>;

/** Its state may be one that only a newer version knows. */
export const CountedReceipt = z.object({ state: z.string(), amount: ReceiptState.shape.amount.catch(undefined) });
export type CountedReceipt = z.infer<typeof CountedReceipt>;

export const CountedBasket = z.object({
  state: z.string(),
  subtotal: BasketState.shape.subtotal.optional().catch(undefined),
  refunded: BasketState.shape.refunded.catch(undefined),
});
export type CountedBasket = z.infer<typeof CountedBasket>;

/** Whole numbers, so that sums are exact. */
export interface Units {
  trees: number;
  plasticGrams: number;
  habitatSquareMetres: number;
}

export interface ReceiptFigures {
  receipts: number;
  /** Decimal amounts by currency. */
  amounts: Record<string, string>;
  /** Receipts of older versions, which didn't record the amount. */
  withoutAmount: number;
}

export interface BasketFigures {
  baskets: number;
  /** Decimal amounts by currency: what points are calculated on, and how much of it Thanx knows to be refunded. */
  subtotals: Record<string, string>;
  refunded: Record<string, string>;
}

/**
 * The figures of a day, or of a month. Each order counts once in `orders`, which is the sum of `thanked`, `simulated.orders`, all of
 * `skipped`, `failed`, `waiting`, `notPaid` and `unreadable`.
 */
export interface Figures {
  orders: number;
  thanked: number;
  /** Of thanked orders, including those that were reversed later. */
  units: Units;
  /** ThankU checked these orders and stored nothing: nothing was spent. */
  simulated: { orders: number; units: Units };
  /** By reason. */
  skipped: Record<string, number>;
  failed: number;
  waiting: number;
  /** Reported by the platform, but not as paid. */
  notPaid: number;
  /** A newer version wrote them. */
  unreadable: number;
  /** Thanked orders that were cancelled or refunded later, by kind. Their units stay spent. */
  reversed: Record<string, number>;
  /** Orders that aren't counted as thanked although a ThankU may exist: an attempt got no answer. */
  perhapsThanked: number;
  /** By state. */
  receipts: Record<string, ReceiptFigures>;
  /** By state, of the orders that have a basket instead. */
  baskets: Record<string, BasketFigures>;
}

const noUnits = (): Units => ({ trees: 0, plasticGrams: 0, habitatSquareMetres: 0 });

export const noFigures = (): Figures => ({
  orders: 0,
  thanked: 0,
  units: noUnits(),
  simulated: { orders: 0, units: noUnits() },
  skipped: {},
  failed: 0,
  waiting: 0,
  notPaid: 0,
  unreadable: 0,
  reversed: {},
  perhapsThanked: 0,
  receipts: {},
  baskets: {},
});

/** The figures of one order. `undefined`: its row can't be read. */
export function figuresOf(
  order: CountedOrder | undefined,
  receipt: CountedReceipt | undefined,
  basket?: CountedBasket,
): Figures {
  if (order === undefined) return { ...noFigures(), orders: 1, unreadable: 1 };
  return { ...noFigures(), orders: 1, ...outcomeOf(order), ...loyaltyOf(order, receipt, basket) };
}

function outcomeOf(order: CountedOrder): Partial<Figures> {
  const perhapsThanked = mayExist(order) ? 1 : 0;
  switch (order.state) {
    case 'posted': {
      const reversed = order.reversed === undefined ? {} : { [reversalKind(order.reversed)]: 1 };
      return { thanked: 1, units: unitsOf(order), reversed };
    }
    case 'simulated':
      return { simulated: { orders: 1, units: unitsOf(order) } };
    case 'skipped':
      return { skipped: { [order.reason ?? 'unknown']: 1 }, perhapsThanked };
    case 'failed':
      return { failed: 1, perhapsThanked };
    case 'waiting':
    case 'held':
      return { waiting: 1, perhapsThanked };
    case 'early':
      return { notPaid: 1, perhapsThanked };
  }
}

/** What an order gave. Nothing if its row doesn't say. */
function unitsOf({ cause, impact = 0, use100Grams }: CountedOrder): Units {
  switch (cause) {
    case 'PlantTrees':
      return { ...noUnits(), trees: impact };
    case 'CleanOcean':
      return { ...noUnits(), plasticGrams: impact * (use100Grams === true ? 100 : 1000) };
    case 'ProtectWildlife':
      return { ...noUnits(), habitatSquareMetres: impact };
    case undefined:
      return noUnits();
  }
}

const loyaltyOf = (
  order: CountedOrder,
  receipt: CountedReceipt | undefined,
  basket: CountedBasket | undefined,
): Partial<Figures> =>
  hasBasket(order) ? { baskets: basketOf(order, basket) } : { receipts: receiptOf(order, receipt) };

function basketOf({ currency }: CountedOrder, row: CountedBasket | undefined): Figures['baskets'] {
  const { state, subtotal, refunded }: CountedBasket = row ?? { state: 'waiting' };
  const of = (amount: string | undefined) =>
    currency === undefined || amount === undefined ? {} : { [currency]: amount };
  return { [state]: { baskets: 1, subtotals: of(subtotal), refunded: of(refunded) } };
}

function receiptOf({ receipt, currency }: CountedOrder, row: CountedReceipt | undefined): Figures['receipts'] {
  if (receipt === 'none') return {};
  const { state, amount }: CountedReceipt = row ?? { state: 'waiting' };
  const known = amount !== undefined && currency !== undefined;
  return { [state]: { receipts: 1, amounts: known ? { [currency]: amount } : {}, withoutAmount: known ? 0 : 1 } };
}
