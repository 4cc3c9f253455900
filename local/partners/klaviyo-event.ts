import * as z from 'zod';
import { jsonOrUndefined } from '../../lib/json.ts';
import type { Reply } from './reply.ts';
import type { SandboxCall } from './sandbox-api.ts';

const optional = z.string().nullish();
const maxPropertyBytes = 100_000;
const maxProperties = 400;
const yearMs = 366 * 24 * 3_600_000;

/** Klaviyo ignores fields that it doesn't know. They're refused here, so that nobody relies on them. */
const Event = z.strictObject({
  data: z.strictObject({
    type: z.literal('event'),
    attributes: z.strictObject({
      properties: z
        .record(z.string(), z.json())
        .refine((given) => Object.keys(given).length <= maxProperties, 'too many properties')
        .refine(
          (given) => Object.values(given).every((value) => JSON.stringify(value).length <= maxPropertyBytes),
          'a property is too large',
        ),
      time: z.iso.datetime({ offset: true }).nullish(),
      value: z.number().nullish(),
      value_currency: z.string().length(3).nullish(),
      unique_id: optional,
      backfill: z.boolean().nullish(),
      metric: z.strictObject({
        data: z.strictObject({
          type: z.literal('metric'),
          attributes: z.strictObject({ name: z.string().min(1).max(127), service: optional }),
        }),
      }),
      profile: z.strictObject({
        data: z.strictObject({
          type: z.literal('profile'),
          id: optional,
          attributes: z.strictObject({
            email: z.email('Invalid email address').nullish(),
            phone_number: optional,
            external_id: optional,
            first_name: optional,
            last_name: optional,
            locale: optional,
            properties: z.record(z.string(), z.json()).nullish(),
          }),
        }),
      }),
    }),
  }),
});

/** An event that an account has recorded. */
export const KlaviyoEvent = z.object({
  shop: z.string(),
  metric: z.string(),
  email: z.string(),
  uniqueId: z.string(),
  time: z.string(),
  properties: z.record(z.string(), z.json()),
  /** Whether a flow has mailed it: not if it's a backfill. */
  mailed: z.boolean(),
});
export type KlaviyoEvent = z.infer<typeof KlaviyoEvent>;

/** The revisions that are neither retired nor in the future. */
const revisions = [2025, 2026].flatMap((year) => ['01-15', '04-15', '07-15', '10-15'].map((day) => `${year}-${day}`));

/** The event in a call, or why Klaviyo refuses it. */
export function eventIn({ headers, body }: SandboxCall, shop: string, nowMs: number): KlaviyoEvent | Reply {
  const { revision } = headers;
  if (typeof revision !== 'string') return klaviyoError(400, 'invalid', 'The revision header is required.');
  if (revision < (revisions[0] ?? '')) return klaviyoError(410, 'gone', 'This revision has been retired.');
  if (!revisions.includes(revision)) return klaviyoError(400, 'invalid', 'This is not a valid revision.');
  if (!/^application\/(vnd\.api\+)?json\b/.test(headers['content-type'] ?? ''))
    return klaviyoError(415, 'unsupported_media_type', 'Unsupported media type in request.');
  const parsed = Event.safeParse(jsonOrUndefined(body));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return klaviyoError(400, 'invalid', issue?.message ?? '', `/${(issue?.path ?? []).join('/')}`);
  }
  const { metric, profile, properties, time, unique_id, backfill } = parsed.data.data.attributes;
  const { email } = profile.data.attributes;
  // The real one also takes other identifiers.
  if (typeof email !== 'string') return klaviyoError(400, 'invalid', 'A profile identifier is required.');
  const at = time ?? new Date(nowMs).toISOString();
  if (Date.parse(at) > nowMs + yearMs || Date.parse(at) < Date.parse('1990-01-01'))
    return klaviyoError(400, 'invalid', 'The time is out of range.', '/data/attributes/time');
  return {
    shop,
    metric: metric.data.attributes.name,
    email: email.toLowerCase(),
    // To the second, Klaviyo documents.
    uniqueId: unique_id ?? String(Math.floor(Date.parse(at) / 1000)),
    time: at,
    properties,
    mailed: backfill !== true,
  };
}

export const klaviyoError = (status: number, code: string, detail: string, pointer = '/data'): Reply => ({
  status,
  headers: { 'content-type': 'application/vnd.api+json' },
  body: {
    errors: [
      { id: crypto.randomUUID(), status, code, title: titles[status] ?? 'Invalid input.', detail, source: { pointer } },
    ],
  },
});

const titles: Record<number, string> = {
  401: 'Incorrect authentication credentials.',
  403: 'You do not have permission to perform this action.',
  404: 'Not found.',
};
