import { Big } from 'big.js';
import * as z from 'zod';
import type { Money } from '../../order/order.ts';
import { currencyCode } from '../fields.ts';
import { UnreadableWebhook } from '../platform.ts';

/*
 * Square writes amounts as whole numbers of a currency's smallest unit, with the decimals of ISO 4217: 2935 is 29.35 EUR, 2935 JPY or 2.935 KWD.
 * @see https://developer.squareup.com/docs/build-basics/working-with-monetary-amounts
 */

const zeroDecimal = new Set('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '));
const threeDecimal = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '));

/** Square's list of currencies also has these. Nobody pays in them, and they have other decimals, or none that Square documents. */
const notMoney = new Set('BTC CLF XAG XAU XBA XBB XBC XBD XDR XPD XPT XTS XUS XXX'.split(' '));

const decimalsOf = (currency: string): number => (zeroDecimal.has(currency) ? 0 : threeDecimal.has(currency) ? 3 : 2);

/** An amount in the smallest unit of its currency. */
export interface Units {
  units: bigint;
  currency: string;
}

const whole = (digits: RegExp) =>
  z
    .union([z.string(), z.number()], 'expected an amount in the smallest unit of the currency')
    .transform(String)
    .pipe(z.string().regex(digits, 'expected a whole number, in the smallest unit of the currency'))
    .transform(BigInt);

const currency = currencyCode.refine((code) => !notMoney.has(code), 'expected a currency that people pay in');

const money = (digits: RegExp) =>
  z
    .object({ amount: whole(digits), currency }, 'expected an amount such as { "amount": 2935, "currency": "EUR" }')
    .transform(({ amount, currency: code }): Units => ({ units: amount, currency: code }));

export const SquareMoney = money(/^\d{1,15}$/);
/** An amount that may be below zero. */
export const SignedMoney = money(/^-?\d{1,15}$/);
/** What is left to pay, without its currency. */
export const Due = z.object({ amount: whole(/^-?\d{1,15}$/) });

/** An amount without which an order can still be read. */
export const maybeMoney = SquareMoney.nullish().catch(undefined);

/** @throws UnreadableWebhook for amounts in several currencies */
export function sum(amounts: readonly Units[], currencyOfAll: string): bigint {
  if (amounts.some((amount) => amount.currency !== currencyOfAll))
    throw new UnreadableWebhook('expected all amounts of the order in one currency');
  return amounts.reduce((total, { units }) => total + units, 0n);
}

/** `decimal(2935n, 'EUR')` is `29.35`. Nothing is below zero. */
export function decimal(units: bigint, code: string): string {
  const decimals = decimalsOf(code);
  const digits = String(units < 0n ? 0n : units).padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** `unitsOf('29.35', 'EUR')` is 2935. */
export const unitsOf = (amount: string, code: string): number =>
  new Big(amount)
    .times(10 ** decimalsOf(code))
    .round(0, Big.roundHalfUp)
    .toNumber();

export const moneyOf = ({ units, currency: code }: Units): Money => ({ amount: decimal(units, code), currency: code });
