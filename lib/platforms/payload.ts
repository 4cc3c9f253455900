import type * as z from 'zod';
import { maxDepth, maxValues, sizeOfJson } from './json-limits.ts';
import { UnreadableWebhook } from './platform.ts';

const utf8 = new TextDecoder();

/**
 * Parses JSON without loss: an integer beyond 2^53, which a number would round, becomes a string of its digits. Bytes that aren't UTF-8 become
 * U+FFFD, because no order should be lost over a broken character in a name.
 * @throws UnreadableWebhook if it isn't JSON, has more values than any order, or nests them deeper
 */
export function losslessJson(body: Buffer): unknown {
  const text = utf8.decode(body);
  const { values, depth, unsafe } = sizeOfJson(text);
  if (depth > maxDepth) throw new UnreadableWebhook('the body is JSON nested too deep');
  if (values > maxValues) throw new UnreadableWebhook(`the body is JSON of more than ${maxValues} values`);
  // The positions of the numbers are right only if the text is JSON.
  const value = jsonOf(text);
  return unsafe.length === 0 ? value : jsonOf(withQuotes(text, unsafe));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // The parser's message quotes the body, so it stays in the cause.
    throw new UnreadableWebhook('the body is not JSON', { cause });
  }
}

function withQuotes(text: string, places: readonly { start: number; end: number }[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end } of places) {
    parts.push(text.slice(from, start), `"${text.slice(start, end)}"`);
    from = end;
  }
  return parts.join('') + text.slice(from);
}

/** `losslessJson`, but `undefined` for an unreadable body. */
export function losslessJsonOrUndefined(body: Buffer): unknown {
  try {
    return losslessJson(body);
  } catch (error) {
    if (error instanceof UnreadableWebhook) return undefined;
    throw error;
  }
}

/** How many wrong fields a reason names. */
const maxIssues = 5;

/** @throws UnreadableWebhook which names the wrong fields and what was expected */
export function parsePayload<Schema extends z.ZodType>(schema: Schema, payload: unknown): z.output<Schema> {
  const parsed = schema.safeParse(payload);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const named = issues
    .slice(0, maxIssues)
    .map(({ path, message }) => `${path.join('.') || 'the body'}: ${describe(message)}`);
  const more = issues.length > maxIssues ? `; and ${issues.length - maxIssues} more` : '';
  throw new UnreadableWebhook(named.join('; ') + more);
}

/** Rewrites zod's message for a shop's engineer: `expected string, found nothing`. */
const describe = (message: string): string =>
  message
    .replace(/^Invalid input: /, '')
    .replace(/received undefined$/, 'found nothing')
    .replace(/received (\w+)$/, 'found $1');
