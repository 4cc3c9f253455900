import * as z from 'zod';
import { ThankflowError } from './errors.ts';
import { Limits } from './permits/limits.ts';

/**
 * Every variable a function may be given, under the one name that both infra/ (which sets it) and the handlers
 * (which read it) use. A function is given only what its handler picks.
 */
export const Environment = z.object({
  STAGE: z.string().min(1),
  /** Whether this stage spends money: `simulated` asks ThankU to store nothing and never calls Thanx for real. */
  SPEND: z.enum(['simulated', 'real']),
  ORDERS_TABLE: z.string().min(1),
  SETTINGS_TABLE: z.string().min(1),
  CONTROL_TABLE: z.string().min(1),
  ORDERS_QUEUE_URL: z.url(),
  ORDERS_DLQ_URL: z.url(),
  /** JSON: credential name → queue URL. */
  LOYALTY_QUEUE_URLS: json(z.record(z.string(), z.url())),
  /** JSON: credential name → DLQ URL. */
  LOYALTY_DLQ_URLS: json(z.record(z.string(), z.url())),
  /** The credential this submit-to-thanx serves. */
  THANX_CREDENTIAL: z.string().min(1),
  QUARANTINE_BUCKET: z.string().min(1),
  EVENT_BUS: z.string().min(1),
  THANKU_URL: z.url(),
  /** The consumer API's base; the partner API is `/partner` below it. */
  THANX_URL: z.url(),
  /** JSON: what the credential is allowed, and the margins that are kept. */
  THANX_LIMITS: json(Limits),
  /** How long the queue that the function reads hides a message from other readers, seconds. */
  VISIBILITY_TIMEOUT_SECONDS: z.coerce.number().int().positive(),
  /** Hard limit of one call to a partner, ms. */
  PARTNER_TIMEOUT_MS: z.coerce.number().int().positive(),
  /** First retry delay, seconds; doubles from there. */
  RETRY_BASE_SECONDS: z.coerce.number().int().positive(),
  /** How long ingest believes settings and secrets in memory, ms. */
  CACHE_TTL_MS: z.coerce.number().int().nonnegative(),
});
function json<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'expected JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);
}

/**
 * Parses the variables a function needs: `readEnvironment(Environment.pick({ STAGE: true }), process.env)`.
 * Throws `bad-environment` naming what is missing or wrong, never its value.
 */
export function readEnvironment<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  source: Record<string, string | undefined>,
): z.infer<z.ZodObject<Shape>> {
  const parsed = schema.safeParse(source);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new ThankflowError('bad-environment', `missing or wrong environment variables: ${wrong}`);
}
