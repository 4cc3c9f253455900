import type { Lookup } from '../lib/lookup/lookup.ts';
import type { OrderEvent } from '../lib/order/event.ts';
import type { PlatformName } from '../lib/shops/platform-name.ts';

/*
 * Amounts and IDs must be in the body. This looks for them in its text with regular expressions that know little of JSON, and compares them
 * with what was read.
 */

/** What is in a body. */
interface Said {
  /** With and without JSON's escapes. */
  texts: readonly string[];
  /** Without their signs. */
  numbers: readonly number[];
  largest: number;
  sum: number;
}

const number = /(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/gi;
/** An amount has at most twelve digits before the point, so no larger number can be its source. */
const tooLarge = 1e12;
/** Amounts are rounded to four decimals, half up. */
const rounding = 0.000_050_001;

const control: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
const unescaped = (text: string): string =>
  text.replaceAll(/\\(?:u([0-9a-f]{4})|([^]))/gi, (_, hex: string | undefined, letter = '') =>
    hex === undefined ? (control[letter] ?? letter) : String.fromCharCode(Number.parseInt(hex, 16)),
  );

function saidIn(body: Buffer, limit: number): Said {
  const texts = [...new Set([body.toString(), unescaped(body.toString())])];
  const numbers = texts.flatMap((each) => [...each.matchAll(number)].map(([digits]) => Number(digits)));
  let [largest, sum] = [0, 0];
  for (const each of numbers) {
    if (each >= limit) continue;
    largest = Math.max(largest, each);
    sum += each + rounding;
  }
  return { texts, numbers, largest, sum };
}

const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= rounding + b * 1e-15;

/** All texts of an event with their paths, without the indexes in lists. */
function* textsIn(value: unknown, path: readonly string[] = []): Iterable<{ path: string; text: string }> {
  if (typeof value === 'string') yield { path: path.join('.'), text: value };
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) yield* textsIn(part, Array.isArray(value) ? path : [...path, key]);
}

/** Amounts that an adapter sums up: at most the sum of all numbers. All others must be in the body. */
const sums: Record<PlatformName, RegExp> = {
  // Taxes and discounts are subtracted from prices, which are for one piece.
  shopify: /(^|\.)refunds\.|^order\.(beforeTax|items\.price)$/,
  woocommerce: /^order\.(amount|subtotal|beforeTax|giftCardAmount|items\.price)$/,
  // Refunds and discounts are subtracted.
  squarespace: /^order\.(amount|subtotal|beforeTax|items\.price)$/,
  wix: /^(order\.(subtotal|beforeTax)|refunds\.amount)$/,
  // Refunds and taxes are subtracted.
  shopware: /^order\.(amount|subtotal|beforeTax|items\.price)$/,
  stripe: /^order\.(amount|subtotal|beforeTax|items\.price)$/,
  // Refunds, discounts and declined parts of refunds are subtracted. Store credit is added to gift certificates.
  bigcommerce: /^order\.(amount|subtotal|beforeTax|giftCardAmount|items\.price)$|(^|\.)refunds\.amount$/,
  // A tip is added to what was paid, and refunds and taxes are subtracted.
  square: /^order\.(amount|subtotal|beforeTax|giftCardAmount|items\.price)$|^order\.payments\.amount$/,
  // Only fetched orders have amounts. Refunds and discounts are subtracted, or added up from a list; what a gift card paid is added to the total.
  ecwid: /^order\.(amount|subtotal|beforeTax|giftCardAmount|items\.price)$|(^|\.)refunds\.amount$/,
  // Refunds are subtracted, what gift cards paid is added up, and what is missing of the total counts as refunded.
  saleor: /^(order\.(amount|subtotal|beforeTax|giftCardAmount)|(order\.)?refunds\.amount)$/,
  'adobe-commerce': /^order\.(amount|subtotal|beforeTax|giftCardAmount|items\.price|payments\.amount)$/,
  standard: /^$/,
};

/** What an amount is multiplied by in the body: Stripe and Square count in the smallest unit of a currency. */
const factors: Record<PlatformName, readonly number[]> = {
  shopify: [1],
  woocommerce: [1],
  squarespace: [1],
  wix: [1],
  shopware: [1],
  stripe: [1, 100, 1000],
  bigcommerce: [1],
  square: [1, 100, 1000],
  ecwid: [1],
  saleor: [1],
  'adobe-commerce': [1],
  standard: [1],
};

/**
 * The platforms that say no refund's ID, so the sum of all refunds is the ID: whether it may be calculated from the body's numbers, and whether
 * from more than one.
 */
const refundSums: Partial<Record<PlatformName, { isSum: boolean; addsUp: boolean }>> = {
  squarespace: { isSum: false, addsUp: false },
  ecwid: { isSum: true, addsUp: true },
  saleor: { isSum: true, addsUp: false },
  'adobe-commerce': { isSum: false, addsUp: false },
};

const amountPath = /(^|\.)(amount|subtotal|beforeTax|giftCardAmount|price)$/;
const idPath = /(^|\.)orderId$|(^|\.)refunds\.id$/;

/** Something in an event that isn't in its body. */
export interface MadeUp {
  kind: 'amount' | 'id';
  detail: string;
}

/** The first amount or ID of an event that isn't in the body. */
export function madeUpIn(event: OrderEvent | Lookup, platform: PlatformName, body: Buffer): MadeUp | undefined {
  const factorsHere = factors[platform];
  const said = saidIn(body, tooLarge * Math.max(...factorsHere));
  const paidByCard = event.type === 'paid' && event.order.giftCardAmount !== undefined;
  for (const { path, text } of textsIn(event)) {
    // A number may be written as 1e3. If it's too large for that, all its digits must be there.
    const isSaid = (): boolean =>
      said.texts.some((each) => each.includes(text)) ||
      said.numbers.some((each) => Number.isSafeInteger(each) && String(each) === text);
    const refundSum = refundSums[platform];
    const sum = /^refunded-(.*)$/.exec(text)?.[1];
    if (refundSum !== undefined && path.endsWith('refunds.id') && sum !== undefined) {
      const max = refundSum.addsUp ? said.sum : said.largest;
      const wrong = wrongAmount(sum, said, { isSum: refundSum.isSum, max, factor: 1 });
      if (wrong !== undefined) return { kind: 'id', detail: `${path} is ${text}, ${wrong}` };
      continue;
    }
    if (idPath.test(path) && !isSaid()) return { kind: 'id', detail: `${path} is ${text}, which isn’t in the body` };
    if (!amountPath.test(path) || text === 'unknown') continue;
    const isSum = sums[platform].test(path);
    // The amount paid with gift cards is added to the total. Without any, refunds are subtracted from it.
    const addsUp = path !== 'order.amount' || paidByCard || platform === 'square';
    const max = isSum && addsUp ? said.sum : said.largest;
    const [detail, ...others] = factorsHere.map((factor) => wrongAmount(text, said, { isSum, max, factor }));
    if (others.includes(undefined)) continue;
    if (detail !== undefined) return { kind: 'amount', detail: `${path} is ${text}, ${detail}` };
  }
  return undefined;
}

function wrongAmount(
  text: string,
  { numbers }: Said,
  { isSum, max, factor }: { isSum: boolean; max: number; factor: number },
): string | undefined {
  const value = Number(text) * factor;
  if (!/^\d{1,12}(\.\d{1,4})?$/.test(text)) return 'which is no amount';
  if (value > max + rounding + max * 1e-12) return `but the body’s numbers allow at most ${max}`;
  return isSum || numbers.some((each) => each < tooLarge * factor && isNear(value, each))
    ? undefined
    : 'which isn’t in the body';
}
