import type * as z from 'zod';
import { jsonOrUndefined } from '../../json.ts';
import type { AdminAnswer } from './call.ts';
import { AdminRefusal } from './refusal.ts';

/** How many wrong fields a refusal names. */
const maxFields = 3;

/**
 * Parses what a platform's API answered. A refusal names the wrong fields, and quotes none of their values.
 * @param vendor as people write it
 * @throws AdminRefusal `unreadable`
 */
export function documented<Schema extends z.ZodType>(vendor: string, schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.slice(0, maxFields).map(({ path }) => path.join('.'));
  throw new AdminRefusal('unreadable', `${vendor}'s answer isn't as documented, at ${where.join(', ')}`);
}

/**
 * Parses an answer's body likewise.
 * @throws AdminRefusal `unavailable` if it isn't JSON, so that something else than the platform may have answered; `unreadable`
 */
export function documentedJson<Schema extends z.ZodType>(
  vendor: string,
  schema: Schema,
  { body }: Pick<AdminAnswer, 'body'>,
): z.output<Schema> {
  const value = jsonOrUndefined(body);
  if (value === undefined) throw new AdminRefusal('unavailable', `expected JSON from ${vendor}, found something else`);
  return documented(vendor, schema, value);
}
