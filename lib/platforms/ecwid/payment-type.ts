import type { PaymentType } from '../../order/order.ts';

/**
 * Payment modules that take cards and nothing else, by Ecwid's name. It documents no list of names, so there may be more.
 * @see https://docs.ecwid.com/api-reference/rest-api/orders/get-order
 */
const cardModules = new Set(['Authorize.Net']);

/** Offline payments are named by the shop. These are the names that Ecwid proposes in English. */
const cashMethods = new Set(['Cash on delivery', 'Cash']);

/**
 * The payment type. It's `card` only if that is certain: Thanx may credit linked cards by itself, so an order that is `card` by mistake could be
 * credited twice.
 */
export function ecwidPaymentType(module: string | undefined, method: string | undefined): PaymentType {
  if (module === undefined) return method !== undefined && cashMethods.has(method) ? 'cash' : 'other';
  return cardModules.has(module) && method === 'Credit card' ? 'card' : 'other';
}
