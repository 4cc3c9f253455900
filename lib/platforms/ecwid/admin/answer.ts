import type * as z from 'zod';
import type { AdminAnswer } from '../../admin/call.ts';
import { documented } from '../../admin/documented.ts';
import { AdminRefusal } from '../../admin/refusal.ts';
import { losslessJsonOrUndefined } from '../../payload.ts';

/** An answer's JSON, with each digit of its IDs. @throws AdminRefusal `unavailable` if it isn't JSON, so that something else may have answered */
export function jsonOf({ body }: AdminAnswer): unknown {
  const value = losslessJsonOrUndefined(Buffer.from(body));
  if (value === undefined) throw new AdminRefusal('unavailable', 'expected JSON from Ecwid, found something else');
  return value;
}

/**
 * Parses what must be there.
 * @throws AdminRefusal `version` if it isn't, `unavailable` or `unreadable` if it isn't what Ecwid documents
 */
export async function answerOf<Schema extends z.ZodType>(
  schema: Schema,
  asked: Promise<AdminAnswer | undefined>,
): Promise<z.output<Schema>> {
  const answer = await asked;
  if (answer === undefined)
    throw new AdminRefusal(
      'version',
      'Ecwid’s API v3 doesn’t have what it is asked for: update thankflow to a version that uses a newer one',
    );
  return documented('Ecwid', schema, jsonOf(answer));
}
