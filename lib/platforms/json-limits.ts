/** How much of a JSON text there is, and which of its numbers a double would round. */
export interface JsonSize {
  /** Objects, arrays and what they hold. */
  values: number;
  /** How deep they are nested. */
  depth: number;
  /** Where numbers begin and end that are no safe integer and have no fraction. */
  unsafe: readonly { start: number; end: number }[];
}

/** More than any order has: Shopify's largest take about thirty bytes for each value. A body of brackets and commas has millions. */
export const maxValues = 250_000;
/** Far deeper than any platform nests. */
export const maxDepth = 200;

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;

const isOpening = (code: number): boolean => code === 0x5b || code === 0x7b;
const isClosing = (code: number): boolean => code === 0x5d || code === 0x7d;
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
/** Of a number: `0-9`, `.`, `+`, `-`, `e` and `E`. */
const isOfNumber = (code: number): boolean =>
  isDigit(code) || code === 0x2e || code === 0x2b || code === 0x2d || code === 0x65 || code === 0x45;

/** Fewer digits than this, without an exponent, are always a safe integer. */
const safeDigits = 16;

/**
 * Looks once through a text that may be JSON, without reading it: some ten nanoseconds for each character. Ends early where there is more than
 * a body may have, so that what follows costs no more than for the largest body that may be read.
 */
export function sizeOfJson(text: string): JsonSize {
  const unsafe: { start: number; end: number }[] = [];
  let values = 0;
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else if (code === comma) values += 1;
    else if (isOpening(code)) {
      values += 1;
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (isClosing(code)) depth -= 1;
    else if (isDigit(code) || code === 0x2d) {
      const end = endOfNumber(text, at);
      if (isUnsafe(text, at, end)) unsafe.push({ start: at, end });
      at = end - 1;
    }
    if (values > maxValues || deepest > maxDepth) break;
  }
  return { values, depth: deepest, unsafe };
}

/** Where the string that begins at `start` ends; the text's end if it doesn't. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text.charCodeAt(at - 1 - escapes) === backslash) escapes += 1;
    if (escapes % 2 === 0) return at;
  }
  return text.length;
}

function endOfNumber(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && isOfNumber(text.charCodeAt(end))) end += 1;
  return end;
}

/** No longer than a safe integer can be, without an exponent: most numbers are never made one here. */
function isUnsafe(text: string, start: number, end: number): boolean {
  const source = text.slice(start, end);
  if (source.length < safeDigits && !/e/i.test(source)) return false;
  const value = Number(source);
  return !Number.isSafeInteger(value) && !(Number.isFinite(value) && !Number.isInteger(value));
}
