import * as z from 'zod';
import { ThankflowError } from './errors.ts';

/** Every environment variable of the functions. infra/ sets them, and handlers read them. Each function gets only those that it names. */
const variables = {
  STAGE: () => z.string().min(1),
  /** Whether the stage spends money. `simulated`: ThankU is asked to store nothing, and Thanx gets no receipts. */
  SPEND: () => z.enum(['simulated', 'real']),
  ORDERS_TABLE: () => z.string().min(1),
  SETTINGS_TABLE: () => z.string().min(1),
  CONTROL_TABLE: () => z.string().min(1),
  ORDERS_QUEUE_URL: () => z.url(),
  ORDERS_DLQ_URL: () => z.url(),
  FETCHES_QUEUE_URL: () => z.url(),
  FETCHES_DLQ_URL: () => z.url(),
  NOTICES_QUEUE_URL: () => z.url(),
  NOTICES_DLQ_URL: () => z.url(),
  KLAVIYO_URL: () => z.url(),
  /** `true`: webhooks may go to this computer. Only the local stage sets it. */
  ALLOW_LOOPBACK: () => z.literal('true').optional(),
  /** JSON: credential name → queue URL. */
  LOYALTY_QUEUE_URLS: () => json(z.record(z.string(), z.url())),
  /** JSON: credential name → DLQ URL. */
  LOYALTY_DLQ_URLS: () => json(z.record(z.string(), z.url())),
  /** The credential of this submit-to-thanx. */
  THANX_CREDENTIAL: () => z.string().min(1),
  QUARANTINE_BUCKET: () => z.string().min(1),
  ERASURES_BUCKET: () => z.string().min(1),
  EVENT_BUS: () => z.string().min(1),
  THANKU_URL: () => z.url(),
  /** Where shops' ThankU tokens are. `shared`: in secrets of many shops, or in the shop's own. */
  THANKU_AUTH: () => z.enum(['own', 'shared']),
  /** Where the API is called: `https://hooks.example`. */
  API_URL: () => z.url(),
  /** What replaces `https://` in the URLs of platforms' public keys. Only the local stack has another: it answers for all hosts. */
  HTTPS_PREFIX: () => z.string().regex(/^https?:\/\/.*$/),
  /** The base URL of the consumer API. The partner API is `/partner` below it. */
  THANX_URL: () => z.url(),
  THANX_LOYALTY_URL: () => z.url(),
  /** JSON: the credential's rate limits and their margins. Parsed by submit-to-thanx, because the schema is only needed there. */
  THANX_LIMITS: () => json(z.unknown()),
  /** How long the function's queue hides a received message, in seconds. */
  VISIBILITY_TIMEOUT_SECONDS: () => z.coerce.number().int().positive(),
  /** The hard limit of one call to a partner, in ms. */
  PARTNER_TIMEOUT_MS: () => z.coerce.number().int().positive(),
  /** The first retry delay, in seconds. It doubles from there. */
  RETRY_BASE_SECONDS: () => z.coerce.number().int().positive(),
  /** How long settings and secrets are cached, in ms. */
  CACHE_TTL_MS: () => z.coerce.number().int().nonnegative(),
  /** JSON: source → domain → shop, on a stage that takes Shopify's webhooks as events. Parsed by fetch-order, because the schema is only needed there. */
  SHOPIFY_EVENTS: () => json(z.unknown()).optional(),
  /** The DLQ of the fetches queue, on a stage whose events may be there: they are personal. */
  EVENTS_DLQ_URL: () => z.url().optional(),
  /** JSON: the new versions that release-check asks: folder in functions/, CodeDeploy group, ARN. */
  RELEASE_TARGETS: () => json(z.array(z.object({ name: z.string(), group: z.string(), version: z.string() }))),
};

export type Variable = keyof typeof variables;
type ShapeOf<Name extends Variable> = { [N in Name]: ReturnType<(typeof variables)[N]> };

/** The schema of a function's variables: `environment('STAGE', 'SPEND')`. Others aren't made, because each schema takes time at a start. */
export const environment = <Name extends Variable>(...names: Name[]): z.ZodObject<ShapeOf<Name>> =>
  z.object(shapeOf(names));

function shapeOf<Name extends Variable>(names: readonly Name[]): ShapeOf<Name>;
function shapeOf(names: readonly Variable[]): object {
  return Object.fromEntries(names.map((name) => [name, variables[name]()]));
}

/** A text of JSON. */
export function json<Schema extends z.ZodType>(schema: Schema) {
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
 * Parses a function's variables: `readEnvironment(environment('STAGE'), process.env)`.
 * @throws ThankflowError `bad-environment`, which names the missing or wrong variables, but not their values
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
