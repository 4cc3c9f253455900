/** The size of a JSON text, and the numbers in it that a double would round. */
export interface JsonSize {
  /** The number of objects, arrays and their values. */
  values: number;
  /** How deep they are nested. */
  depth: number;
  /** The positions of integers that are not safe integers. */
  unsafe: readonly { start: number; end: number }[];
}

/** More than any order has: Shopify's take about thirty bytes per value. A malicious body of brackets and commas has millions. */
export const maxValues = 250_000;
/** Far deeper than any platform nests. */
export const maxDepth = 200;

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;

const isOpening = (code: number): boolean => code === 0x5b || code === 0x7b;
const isClosing = (code: number): boolean => code === 0x5d || code === 0x7d;
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
/** `0-9`, `.`, `+`, `-`, `e` and `E`. */
const isNumberPart = (code: number): boolean =>
  isDigit(code) || code === 0x2e || code === 0x2b || code === 0x2d || code === 0x65 || code === 0x45;

/** A number with fewer digits, and without an exponent, is always a safe integer. */
const safeDigits = 16;

/** Scans a text without parsing it, up to the first exceeded limit: malicious bodies cost no more than large ones. */
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

/** Returns where the string that starts at `start` ends; the text's end if it isn't closed. */
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
  while (end < text.length && isNumberPart(text.charCodeAt(end))) end += 1;
  return end;
}

/** Short numbers without an exponent, which are most, are not converted. */
function isUnsafe(text: string, start: number, end: number): boolean {
  const source = text.slice(start, end);
  if (source.length < safeDigits && !/e/i.test(source)) return false;
  const value = Number(source);
  return !Number.isSafeInteger(value) && !(Number.isFinite(value) && !Number.isInteger(value));
}
