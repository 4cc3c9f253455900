import type { OrderEvent } from '../lib/order/event.ts';
import type { PlatformName } from '../lib/shops/platform-name.ts';

/*
 * No amount and no id may come from nowhere. What a body says is looked for in its text, by regular expressions that know little
 * of JSON, and compared with what was read.
 */

/** What a body says. */
interface Said {
  /** With and without JSON's escapes. */
  texts: readonly string[];
  /** Without signs. */
  numbers: readonly number[];
  largest: number;
  sum: number;
}

const number = /(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/gi;
/** An amount has at most twelve digits before its point: nothing larger can be where one comes from. */
const tooLarge = 1e12;
/** Amounts are rounded to four decimals, half up. */
const rounding = 0.000_050_001;

const control: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
const unescaped = (text: string): string =>
  text.replaceAll(/\\(?:u([0-9a-f]{4})|([^]))/gi, (_, hex: string | undefined, letter = '') =>
    hex === undefined ? (control[letter] ?? letter) : String.fromCharCode(Number.parseInt(hex, 16)),
  );

function saidIn(body: Buffer): Said {
  const texts = [...new Set([body.toString(), unescaped(body.toString())])];
  const numbers = texts.flatMap((each) => [...each.matchAll(number)].map(([digits]) => Number(digits)));
  let [largest, sum] = [0, 0];
  for (const each of numbers) {
    if (each >= tooLarge) continue;
    largest = Math.max(largest, each);
    sum += each + rounding;
  }
  return { texts, numbers, largest, sum };
}

const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= rounding + b * 1e-15;

/** Every text of an event, by its path without the places in lists. */
function* textsIn(value: unknown, path: readonly string[] = []): Iterable<{ path: string; text: string }> {
  if (typeof value === 'string') yield { path: path.join('.'), text: value };
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) yield* textsIn(part, Array.isArray(value) ? path : [...path, key]);
}

/** Amounts that an adapter adds up: no more than all numbers together. All others stand in the body themselves. */
const sums: Record<PlatformName, RegExp> = {
  shopify: /(^|\.)refunds\./,
  woocommerce: /^order\.(amount|subtotal|giftCardAmount)$/,
  standard: /^$/,
};

const amountPath = /(^|\.)(amount|subtotal|giftCardAmount)$/;
const idPath = /(^|\.)orderId$|(^|\.)refunds\.id$/;

/** What an event says that its body doesn't. */
export interface MadeUp {
  kind: 'amount' | 'id';
  detail: string;
}

/** What of an event's amounts and ids its body doesn't say; `undefined`: nothing. */
export function madeUpIn(event: OrderEvent, platform: PlatformName, body: Buffer): MadeUp | undefined {
  const said = saidIn(body);
  const paidByCard = event.type === 'paid' && event.order.giftCardAmount !== undefined;
  for (const { path, text } of textsIn(event)) {
    // A number may be written as 1e3. Of larger ones, all digits count.
    const isSaid = (): boolean =>
      said.texts.some((each) => each.includes(text)) ||
      said.numbers.some((each) => Number.isSafeInteger(each) && String(each) === text);
    if (idPath.test(path) && !isSaid())
      return { kind: 'id', detail: `${path} is ${text}, which the body nowhere says` };
    if (!amountPath.test(path) || text === 'unknown') continue;
    const isSum = sums[platform].test(path);
    // What gift cards paid is added to the total; without any, refunds are taken off it.
    const most = isSum && (path !== 'order.amount' || paidByCard) ? said.sum : said.largest;
    const detail = wrongAmount(text, said, { isSum, most });
    if (detail !== undefined) return { kind: 'amount', detail: `${path} is ${text}, ${detail}` };
  }
  return undefined;
}

function wrongAmount(
  text: string,
  { numbers }: Said,
  { isSum, most }: { isSum: boolean; most: number },
): string | undefined {
  const value = Number(text);
  if (!/^\d{1,12}(\.\d{1,4})?$/.test(text)) return 'which is no amount';
  if (value > most + rounding + most * 1e-12) return `and the body's numbers allow ${most}`;
  return isSum || numbers.some((each) => each < tooLarge && isNear(value, each))
    ? undefined
    : 'which the body nowhere says';
}
