import { Big } from 'big.js';
import * as z from 'zod';
import { Currency, type Money } from '../../order/order.ts';

/*
 * Stripe writes amounts as whole numbers of a currency's smallest unit: 2935 is 29.35 EUR, 2935 JPY or 2.935 KWD.
 * @see https://docs.stripe.com/currencies#minor-units and #special-cases
 */

/** Currencies without decimals. ISK and UGX aren't among them: Stripe keeps two decimals for both, which are always 00. HUF and TWD have two, too. */
const zeroDecimal = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
const threeDecimal = new Set('BHD JOD KWD OMR TND'.split(' '));

const decimalsOf = (currency: string): number => (zeroDecimal.has(currency) ? 0 : threeDecimal.has(currency) ? 3 : 2);

/** Stripe writes `eur`. */
export const stripeCurrency = z
  .string('expected a currency')
  .transform((code) => code.trim().toUpperCase())
  .pipe(Currency);

/** An amount in a currency's smallest unit. `losslessJson` makes a text of a very large one. */
export const minorUnits = z
  .union([z.string(), z.number()], 'expected an amount in the smallest unit of the currency')
  .transform(String)
  .pipe(z.string().regex(/^\d{1,16}$/, 'expected a whole number, in the smallest unit of the currency'));

/** An amount without its parts, in the smallest unit, never below zero. `undefined` if one of them isn't known. */
export function unitsWithout(units: MaybeUnits, ...parts: readonly MaybeUnits[]): string | undefined {
  if (typeof units !== 'string' || parts.some((part) => typeof part !== 'string')) return undefined;
  const left = parts.reduce((rest, part) => rest - BigInt(part ?? 0), BigInt(units));
  return left < 0n ? '0' : String(left);
}
type MaybeUnits = string | null | undefined;

/** `decimalAmount('2935', 'EUR')` is `29.35`. */
export function decimalAmount(units: string, currency: string): string {
  const decimals = decimalsOf(currency);
  if (decimals === 0) return plain(units);
  const padded = units.padStart(decimals + 1, '0');
  return `${plain(padded.slice(0, -decimals))}.${padded.slice(-decimals)}`;
}

/**
 * What the customer saw and paid, in another currency.
 * @see https://docs.stripe.com/payments/currencies/localize-prices/adaptive-pricing
 */
export const Presentment = z
  .object({ presentment_amount: minorUnits, presentment_currency: stripeCurrency })
  .nullish()
  .catch(undefined)
  .transform((seen): Money | undefined =>
    seen
      ? {
          amount: decimalAmount(seen.presentment_amount, seen.presentment_currency),
          currency: seen.presentment_currency,
        }
      : undefined,
  );

/** Units that may be missing or unreadable. */
export const maybeUnits = minorUnits.nullish().catch(undefined);

/** The cost of the shipping: with its tax, and the tax alone. */
export const ShippingCost = z.object({ amount_total: maybeUnits, amount_tax: maybeUnits }).nullish().catch(undefined);

/** Shipping without tax. `undefined` if it isn't known. */
export const netShipping = (cost: z.infer<typeof ShippingCost>): string | undefined =>
  cost === null ? '0' : unitsWithout(cost?.amount_total, cost?.amount_tax);

const plain = (digits: string): string => digits.replace(/^0+(?=\d)/, '');

/** `unitsOf('29.35', 'EUR')` is 2935. */
export const unitsOf = (amount: string, currency: string): number =>
  new Big(amount)
    .times(10 ** decimalsOf(currency))
    .round(0, Big.roundHalfUp)
    .toNumber();
