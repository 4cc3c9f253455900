import * as z from 'zod';
import { maxPayments, Payment } from '../order/order.ts';

/** A card's brand, or `giftcard`. Anything else that may be in its place, such as a number, isn't kept. */
export const Brand = z.string().regex(/^[a-z]{2,30}$/, 'expected a word in lower case such as "visa"');

/** What platforms call the same brands. Adobe Commerce has short codes. */
const brands: ReadonlyMap<string, string> = new Map([
  ['americanexpress', 'amex'],
  ['ae', 'amex'],
  ['mc', 'mastercard'],
  ['mastercarddebit', 'mastercard'],
  ['vi', 'visa'],
  ['visadebit', 'visa'],
  ['visaelectron', 'visa'],
  ['di', 'discover'],
  ['dn', 'diners'],
  ['dinersclub', 'diners'],
  ['discoverdiners', 'diners'],
  ['chinaunionpay', 'unionpay'],
  ['un', 'unionpay'],
  ['md', 'maestro'],
  ['mi', 'maestro'],
  ['sm', 'maestro'],
]);

/** What platforms write instead of a brand. */
const noBrands: ReadonlySet<string> = new Set(['unknown', 'other', 'otherbrand', 'ot', 'card', 'creditcard']);

interface Paid {
  /** The card's, as the platform spells it. */
  brand?: unknown;
  last4?: unknown;
  amount: string | undefined;
  authorizedAt?: string | undefined;
}

/** A payment by card; none unless brand, last four digits and amount are known. A number isn't taken for digits: it may have lost zeros. */
export function cardPayment({ brand, last4, amount, authorizedAt }: Paid): Payment[] {
  const word = typeof brand === 'string' ? brand.toLowerCase().replaceAll(/[^a-z0-9]/g, '') : '';
  const issuer = brands.get(word) ?? word;
  if (noBrands.has(word) || !Brand.safeParse(issuer).success || last4 === undefined) return [];
  const { data } = Payment.safeParse({ issuer, last4, amount, authorizedAt });
  return data === undefined ? [] : [data];
}

/** A payment by gift card; none if it isn't known what it paid. @param last4 kept only if it's four digits */
export function giftCardPayment(amount: string | undefined, last4?: unknown): Payment[] {
  const payment = { issuer: 'giftcard', amount, giftCard: true };
  const { data } = Payment.safeParse(payment);
  if (data === undefined || Number(data.amount) === 0) return [];
  return [typeof last4 === 'string' && /^\d{4}$/.test(last4) ? { ...data, last4 } : data];
}

/** `Order.payments`. */
export const keepPayments = (payments: readonly Payment[]): Payment[] | undefined =>
  payments.length === 0 ? undefined : payments.slice(0, maxPayments);
