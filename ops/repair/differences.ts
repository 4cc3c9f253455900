import type { BasketPlan } from '../../lib/order/basket/plan.ts';
import type { ReceiptPlan } from '../../lib/order/receipt/plan.ts';
import type { Frozen } from '../../lib/store/orders.ts';

/** One field that the current settings would change. Values may be personal: a message contains the customer's name. */
export interface Difference {
  /** The partners' name of the field: `thanku.message`, `receipt.merchantId`, `basket.subtotal`. */
  field: string;
  frozen: string | undefined;
  now: string | undefined;
}

/** Returns the differences between two ThankU requests, including whether they are simulated. */
export const thankuDifferences = (frozen: Frozen['thanku'], now: Frozen['thanku']): Difference[] =>
  differences('thanku', fieldsOf(frozen), fieldsOf(now));

/** Returns the differences between two plans of a receipt, as far as Thanx sees them. */
export const receiptDifferences = (frozen: ReceiptPlan | undefined, now: ReceiptPlan | undefined): Difference[] =>
  differences('receipt', sentOf(frozen), sentOf(now));

function sentOf(plan: ReceiptPlan | undefined): Map<string, unknown> {
  const fields = new Map<string, unknown>(Object.entries(plan ?? {}));
  fields.delete('decidedInHours');
  return fields;
}

/** Returns the differences between two plans of a basket: the basket's own fields, and whose it is. */
export const basketDifferences = (frozen: BasketPlan | undefined, now: BasketPlan | undefined): Difference[] =>
  differences('basket', fieldsOfBasket(frozen), fieldsOfBasket(now));

function fieldsOfBasket(plan: BasketPlan | undefined): Map<string, unknown> {
  if (plan === undefined) return new Map();
  const { basket, ...whose } = plan;
  return new Map<string, unknown>([...Object.entries(whose), ...Object.entries(basket)]);
}

function fieldsOf(request: Frozen['thanku']): Map<string, unknown> {
  if (request === undefined) return new Map();
  const body: unknown = JSON.parse(request.body);
  const fields = Object.entries(typeof body === 'object' && body !== null ? body : {});
  return new Map([...fields, ['simulate', request.simulate]]);
}

function differences(of: string, frozen: Map<string, unknown>, now: Map<string, unknown>): Difference[] {
  const names = [...new Set([...frozen.keys(), ...now.keys()])];
  return names
    .map((name) => ({ field: `${of}.${name}`, frozen: textOf(frozen.get(name)), now: textOf(now.get(name)) }))
    .filter((difference) => difference.frozen !== difference.now);
}

const textOf = (value: unknown): string | undefined =>
  value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
