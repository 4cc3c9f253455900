import * as z from 'zod';
import { ThankflowError } from '../../../lib/errors.ts';
import { jsonOrUndefined } from '../../../lib/json.ts';

const Headers = z
  .record(z.string(), z.string())
  .transform((headers) =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  );

/** A JSON value, or a JSON text as proxies log it. */
export const Body = z
  .json()
  .transform((value) =>
    typeof value === 'string' ? (z.json().safeParse(jsonOrUndefined(value)).data ?? value) : value,
  );

/** One call to Thanx. A recording has one per line, in the order in which they were sent (docs/certification.md). */
export const RecordedCall = z.strictObject({
  /** What it was for: `tokens`, `unknown-member`. */
  flow: z.string().optional(),
  sentAt: z.iso.datetime({ offset: true }),
  method: z.string().regex(/^[A-Za-z]{1,20}$/, 'expected an HTTP method'),
  url: z.url({ protocol: /^https?$/ }),
  headers: Headers,
  body: Body.optional(),
  /** When its answer had arrived, or it was given up. */
  endedAt: z.iso.datetime({ offset: true }).optional(),
  /** Absent, like all of the answer, if none arrived. */
  status: z.int().min(100).max(599).optional(),
  answerHeaders: Headers.optional(),
  answer: Body.optional(),
  /** The flow wanted this call to fail. */
  mustFail: z.literal(true).optional(),
  /** thankflow made up the answer, and the call never left. */
  simulated: z.literal(true).optional(),
});
export type RecordedCall = z.infer<typeof RecordedCall>;

/**
 * Reads a recording: a JSON object per line. Empty lines are skipped.
 * @throws `usage`, naming the line and the field
 */
export function readRecording(text: string, file: string): RecordedCall[] {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  const calls = lines.flatMap((line, index) => {
    if (line.trim() === '') return [];
    const refuse = (why: string) => new ThankflowError('usage', `${file}:${index + 1}: ${why}. Nothing was checked.`);
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      throw refuse('the line is not complete JSON. A recording has one call per line (docs/certification.md)');
    }
    const call = parsed(value);
    if (call === undefined) throw refuse('the call is nested too deeply');
    if (call.success) return [call.data];
    const [issue] = call.error.issues;
    throw refuse(`${issue?.path.join('.') || 'the call'}: ${issue?.message}`);
  });
  if (calls.length === 0) throw new ThankflowError('usage', `${file} has no calls. Nothing was checked.`);
  return calls;
}

/** `undefined`: the stack doesn't suffice. */
function parsed(value: unknown) {
  try {
    return RecordedCall.safeParse(value);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

export const writeRecording = (calls: readonly RecordedCall[]): string =>
  calls.map((call) => `${JSON.stringify(RecordedCall.parse(call))}\n`).join('');
