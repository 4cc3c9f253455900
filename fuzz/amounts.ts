import type { OrderEvent } from '../lib/order/event.ts';
import type { PlatformName } from '../lib/shops/platform-name.ts';

/*
 * No amount may come from nowhere. What a body says of numbers is looked for in its text, by a regular expression that knows no
 * JSON, and compared with what was read.
 */

interface Numbers {
  /** Without signs. */
  found: readonly number[];
  largest: number;
  sum: number;
}

const number = /(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/gi;
/** An amount has at most twelve digits before its point: nothing larger can be where one comes from. */
const tooLarge = 1e12;
/** Amounts are rounded to four decimals. */
const rounding = 0.0001;

/** The numbers in a body's text, in texts and outside of them, with and without its escapes for letters. */
function numbersIn(body: Buffer): Numbers {
  const text = body.toString();
  const plain = text.replaceAll(/\\u([0-9a-f]{4})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  const found = (plain === text ? [text] : [text, plain])
    .flatMap((each) => [...each.matchAll(number)].map(([digits]) => Number(digits)))
    .filter((each) => each < tooLarge);
  let [largest, sum] = [0, 0];
  for (const each of found) {
    largest = Math.max(largest, each);
    sum += each + rounding;
  }
  return { found, largest, sum };
}

const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= rounding + Math.abs(b) * 1e-12;

/** Every amount of an event, by its path. */
function* amountsIn(value: unknown, path: readonly string[] = []): Iterable<{ path: string; amount: string }> {
  const name = path.at(-1) ?? '';
  if (typeof value === 'string' && /^(amount|subtotal|giftCardAmount)$/.test(name) && value !== 'unknown')
    yield { path: path.join('.'), amount: value };
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) yield* amountsIn(part, Array.isArray(value) ? path : [...path, key]);
}

/** Amounts that an adapter adds up: no more than all numbers together. All others stand in the body themselves. */
const sums: Record<PlatformName, RegExp> = {
  shopify: /(^|\.)refunds\./,
  woocommerce: /^order\.(amount|subtotal|giftCardAmount)$/,
  standard: /^$/,
};

/** What is wrong with an event's amounts, given the body that it was read from; `undefined`: nothing. */
export function wrongAmount(event: OrderEvent, platform: PlatformName, body: Buffer): string | undefined {
  const { found, largest, sum } = numbersIn(body);
  const paidByCard = event.type === 'paid' && event.order.giftCardAmount !== undefined;
  for (const { path, amount } of amountsIn(event)) {
    const value = Number(amount);
    if (!/^\d{1,12}(\.\d{1,4})?$/.test(amount)) return `${path} is "${amount}", which is no amount`;
    if (sums[platform].test(path)) {
      // What a shop's gift cards paid is added to the total; without any, refunds are taken off it.
      const most = path === 'order.amount' && !paidByCard ? largest : sum;
      if (value > most + rounding + most * 1e-12) return `${path} is ${amount}, and the body's numbers allow ${most}`;
    } else if (!found.some((each) => isNear(value, each))) return `${path} is ${amount}, which the body nowhere says`;
  }
  return undefined;
}
