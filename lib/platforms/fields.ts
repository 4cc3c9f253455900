import { Big } from 'big.js';
import * as z from 'zod';
import { Currency, DecimalAmount } from '../order/order.ts';
import { UnreadableWebhook } from './platform.ts';

/**
 * How adapters read single fields. What decides about money and identity is strict and quarantines the webhook when it
 * is odd; what only decorates (names, titles, tags) is taken if it is usable, because no order is lost over a nickname.
 */

/** Anything, or nothing: what is read leniently must not become required by being read. */
export const anything = z.unknown().optional();

/**
 * Text for people, cut to `maxChars` UTF-16 code units. Never cuts a surrogate pair in two, and mends what came
 * already cut; control characters become blanks (they would take six bytes each as JSON).
 */
export function capText(text: string, maxChars: number): string {
  return text
    .slice(0, maxChars)
    .replace(/[\ud800-\udbff]$/, '')
    .toWellFormed()
    .replace(/\p{Cc}/gu, ' ');
}

/** Optional text for people: capped; absent if it is no text or empty. */
export const shownText = (maxChars: number) =>
  anything.transform((value) => (typeof value === 'string' && value !== '' ? capText(value, maxChars) : undefined));

/** An optional id or address: part of one is a different one, so it is kept whole or not at all. 0 is no id. */
export const wholeText = (maxChars: number) =>
  anything.transform((value) => {
    const text = typeof value === 'number' && value !== 0 ? String(value) : value;
    return typeof text === 'string' && text !== '' && text.length <= maxChars ? text : undefined;
  });

/** A numeric id, from a number or from the digits that `losslessJson` kept. */
export const numericId = z
  .union([z.string(), z.number()], 'expected an id')
  .transform(String)
  .pipe(z.string().regex(/^\d{1,30}$/, 'expected a numeric id'));

/**
 * Pieces of a line item: whole, at least 0; plugins that sell by weight send fractions, which count as one more. What is no
 * number is one piece.
 */
export const quantity = anything.transform((value) => {
  const pieces = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return Number.isFinite(pieces) ? Math.min(Math.max(Math.ceil(Number(pieces)), 0), 1_000_000) : 1;
});

/** Only `true` is true. */
export const flag = anything.transform((value) => value === true);

/** An instant with an offset, made UTC with milliseconds. */
export const utcInstant = z.iso
  .datetime({ offset: true, error: 'expected a time such as 2026-01-31T12:00:00Z' })
  .transform((text) => new Date(text).toISOString());

/** More entries than any list of an order has: Shopify allows 500 lines. */
export const maxEntries = 5000;

/**
 * A list whose absence is an empty one. PHP writes a list with gaps as an object with numbers for names: its values count. Throws
 * `UnreadableWebhook` for more than `maxEntries`, through schemas that are lenient too: an order must not lose a part that nobody read.
 */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.preprocess((list) => entriesOf(list), z.array(item, 'expected a list'));

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

/** As many decimals as an amount of ours has. */
const amountDecimals = 4;

/** What PHP and JavaScript write for a number. Three digits of exponent are all that a double has. */
const numeral = /^-?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})(e[+-]?\d{1,3})?$/i;

/** A numeral as the decimal that it is; `-0` is 0. What is no amount stays as it is, and is refused as one. */
function plainDecimal(text: string): string {
  if (DecimalAmount.safeParse(text).success || !numeral.test(text)) return text;
  const amount = new Big(text);
  return amount.lt(0) ? text : amount.abs().round(amountDecimals, Big.roundHalfUp).toFixed();
}

/**
 * An amount as shops write it: text or number, with or without an exponent, with as many decimals as the shop calculates in,
 * rounded to ours. PHP may write `29.35` as `29.350000000000001`, and 0 as `-0.00` or `1.0E-7`.
 * @see https://github.com/woocommerce/woocommerce/issues/28613
 */
export const decimal = z
  .union([z.string(), z.number()], 'expected an amount')
  .transform((amount) => plainDecimal(String(amount).trim()))
  .pipe(DecimalAmount);

/** A currency, in either case. */
export const currencyCode = z
  .string('expected a currency')
  .transform((code) => code.trim().toUpperCase())
  .pipe(Currency);
