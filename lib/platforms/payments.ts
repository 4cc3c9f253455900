import { maxPayments, Payment } from '../order/order.ts';

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

/** Nothing else that a platform may write there can pass for a brand, such as a number. */
const brand = /^[a-z][a-z0-9]{1,29}$/;

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
  const payment = { issuer: brands.get(word) ?? word, last4, amount, authorizedAt };
  return noBrands.has(word) || last4 === undefined ? [] : valid(payment);
}

/** A payment by gift card; none if its amount isn't known. @param code the whole or the end of it, of which only four digits are kept */
export const giftCardPayment = (amount: string | undefined, last4?: unknown): Payment[] =>
  amount === undefined || !/[1-9]/.test(amount)
    ? []
    : valid({
        issuer: 'giftcard',
        amount,
        giftCard: true,
        ...(typeof last4 === 'string' && /^\d{4}$/.test(last4) && { last4 }),
      });

const valid = (payment: { issuer: string }): Payment[] => {
  const { data } = brand.test(payment.issuer) ? Payment.safeParse(payment) : {};
  return data === undefined ? [] : [data];
};

/** `Order.payments`. */
export const keepPayments = (payments: readonly Payment[]): Payment[] | undefined =>
  payments.length === 0 ? undefined : payments.slice(0, maxPayments);
