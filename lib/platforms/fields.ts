import { Big } from 'big.js';
import * as z from 'zod';
import { Currency, decimalAmount, DecimalAmount } from '../order/order.ts';
import { UnreadableWebhook } from './platform.ts';

/*
 * How adapters read single fields. Fields that decide about money and identity are strict: if one is invalid, the webhook is quarantined.
 * Descriptive fields (names, titles, tags) are dropped if they are invalid, because no order should be lost over a nickname.
 */

/** Anything, or nothing: reading a field leniently must not make it required. */
export const anything = z.unknown().optional();

/** A field that is dropped if it's missing or invalid. */
export const lenient = <Schema extends z.ZodType>(schema: Schema) => schema.nullish().catch(undefined);

/** Text for people: cut to `maxChars` UTF-16 code units, without broken surrogates and control characters. */
export function capText(text: string, maxChars: number): string {
  return text
    .slice(0, maxChars)
    .replace(/[\ud800-\udbff]$/, '')
    .toWellFormed()
    .replace(/\p{Cc}/gu, ' ');
}

/** Optional text for people, cut to `maxChars`. `undefined` if it's empty or not a text. */
export const shownText = (maxChars: number) =>
  z.transform((value) => (typeof value === 'string' && value !== '' ? capText(value, maxChars) : undefined));

/** An optional ID or address. It's never cut, because part of one is a different one: a longer one is `undefined`. 0 isn't an ID. */
export const wholeText = (maxChars: number) =>
  z.transform((value) => {
    const text = typeof value === 'number' && value !== 0 ? String(value) : value;
    return typeof text === 'string' && text !== '' && text.length <= maxChars ? text : undefined;
  });

/** A numeric ID, from a number or from the digits that `losslessJson` preserved. */
export const numericId = z
  .union([z.string(), z.number()], 'expected an id')
  .transform(String)
  .pipe(z.string().regex(/^\d{1,30}$/, 'expected a numeric id'));

/** The quantity of a line item, a whole number from 0. Fractions (some plugins sell by weight) are rounded up. Anything else is 1. */
export const quantity = z.transform((value) => {
  const pieces = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return Number.isFinite(pieces) ? Math.min(Math.max(Math.ceil(Number(pieces)), 0), 1_000_000) : 1;
});

export const flag = z.transform((value) => value === true);

/** A time with an offset, converted to UTC with milliseconds. */
export const utcInstant = z.iso
  .datetime({ offset: true, error: 'expected a time such as 2026-01-31T12:00:00Z' })
  .transform((text) => new Date(text).toISOString());

/** The last second of the year 9999: later ones have more digits than an instant. */
const lastSecond = 253_402_300_799;

/** Whole seconds since 1970, converted to an instant. */
export const epochSeconds = z
  .number('expected a time in seconds since 1970')
  .int('expected a time in whole seconds since 1970')
  .min(0)
  .max(lastSecond, 'expected a time in seconds since 1970')
  .transform((seconds) => new Date(seconds * 1000).toISOString());

/** More than any list of an order has: Shopify allows 500 lines. */
export const maxEntries = 5000;

/**
 * A list; a missing one is empty. PHP writes a list with gaps as an object with numbers as names, which is read as a list of its values.
 * @throws UnreadableWebhook for more than `maxEntries`, even from lenient schemas: no part of an order may be lost unread
 */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.preprocess((list) => entriesOf(list), z.array(item, 'expected a list'));

/** A list of amounts or the like, of which a missing one isn't empty: `undefined` if it isn't there, and so is an entry that can't be read. */
export const statedList = <Item extends z.ZodType>(item: Item) =>
  z.array(item.optional().catch(undefined)).optional().catch(undefined);

function entriesOf(list: unknown): unknown {
  const entries = isPhpList(list) ? Object.values(list) : (list ?? []);
  if (Array.isArray(entries) && entries.length > maxEntries)
    throw new UnreadableWebhook(`a list of more than ${maxEntries} entries`);
  return entries;
}

const isPhpList = (list: unknown): list is object =>
  typeof list === 'object' &&
  list !== null &&
  !Array.isArray(list) &&
  Object.keys(list).every((name) => /^\d+$/.test(name));

/** How many decimals our amounts have. */
const amountDecimals = 4;

/** A number as PHP and JavaScript write it. A double's exponent has at most three digits. */
const numeral = /^-?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})(e[+-]?\d{1,3})?$/i;

/** Writes a number as a plain decimal; `-0` is 0. Returns anything else unchanged, for `DecimalAmount` to reject. */
function plainDecimal(text: string): string {
  if (decimalAmount.test(text) || !numeral.test(text)) return text;
  const amount = new Big(text);
  return amount.lt(0) ? text : amount.abs().round(amountDecimals, Big.roundHalfUp).toFixed();
}

/**
 * An amount as shops write it: text or number, with or without an exponent, with any number of decimals, rounded to ours. PHP may write
 * `29.35` as `29.350000000000001`, and 0 as `-0.00` or `1.0E-7`.
 * @see https://github.com/woocommerce/woocommerce/issues/28613
 */
export const decimal = z
  .union([z.string(), z.number()], 'expected an amount')
  .transform((amount) => plainDecimal(String(amount).trim()))
  .pipe(DecimalAmount);

/** An amount that may be below zero, such as a discount's. `undefined` if it can't be read. */
export const signedAmount = z.transform((value) => {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : '';
  const isBelowZero = text.startsWith('-');
  const amount = decimal.safeParse(isBelowZero ? text.slice(1) : text).data;
  return amount === undefined || !isBelowZero || /^[0.]*$/.test(amount) ? amount : `-${amount}`;
});

/** A currency code, in upper or lower case. */
export const currencyCode = z
  .string('expected a currency')
  .transform((code) => code.trim().toUpperCase())
  .pipe(Currency);
