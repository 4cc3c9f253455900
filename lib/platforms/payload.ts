import type * as z from 'zod';
import { UnreadableWebhook } from './platform.ts';

declare global {
  interface JSON {
    /** The third argument, a number's own digits, is ES2026; Node has it, TypeScript's library not yet. */
    parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown;
  }
}

/**
 * JSON without loss: an integer beyond 2^53, which a number would round, becomes a string of its digits. Everything else
 * is as with `JSON.parse`. Bytes that are no UTF-8 become U+FFFD: an odd letter in a name must not cost the order.
 * Throws `UnreadableWebhook`.
 */
export function losslessJson(body: Buffer): unknown {
  const text = new TextDecoder().decode(body);
  try {
    return JSON.parse(text, (_key, value, { source }) =>
      typeof value === 'number' && !Number.isSafeInteger(value) && !hasFraction(value) ? source : value,
    );
  } catch (cause) {
    // The parser's message quotes the body, so it stays in the cause; a RangeError is nesting too deep to walk.
    const reason = cause instanceof RangeError ? 'the body is JSON nested too deep' : 'the body is not JSON';
    throw new UnreadableWebhook(reason, { cause });
  }
}

/** The same; `undefined` for what is no JSON. */
export function losslessJsonOrUndefined(body: Buffer): unknown {
  try {
    return losslessJson(body);
  } catch (error) {
    if (error instanceof UnreadableWebhook) return undefined;
    throw error;
  }
}

const hasFraction = (value: number): boolean => Number.isFinite(value) && !Number.isInteger(value);

/** How many wrong fields a reason names. */
const maxIssues = 5;

/** Parses a payload; throws `UnreadableWebhook` naming the fields that are wrong and what was expected. */
export function parsePayload<Schema extends z.ZodType>(schema: Schema, payload: unknown): z.output<Schema> {
  const parsed = schema.safeParse(payload);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const named = issues
    .slice(0, maxIssues)
    .map(({ path, message }) => `${path.join('.') || 'the body'}: ${inWords(message)}`);
  const more = issues.length > maxIssues ? `; and ${issues.length - maxIssues} more` : '';
  throw new UnreadableWebhook(named.join('; ') + more);
}

/** zod's words for programmers, as a shop's engineer would say them: `expected string, found nothing`. */
const inWords = (message: string): string =>
  message
    .replace(/^Invalid input: /, '')
    .replace(/received undefined$/, 'found nothing')
    .replace(/received (\w+)$/, 'found $1');
