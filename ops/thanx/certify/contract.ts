import * as z from 'zod';
import apis from './contract/apis.json' with { type: 'json' };
import consumer from './contract/consumer.json' with { type: 'json' };
import loyalty from './contract/loyalty.json' with { type: 'json' };
import partner from './contract/partner.json' with { type: 'json' };
import rules from './contract/rules.json' with { type: 'json' };

/**
 * How well we know a rule. `documented`: on a page of Thanx's documentation. `crawled`: in copies of its documentation or tooling that others
 * made. `old`: in its documentation until 2023. `inferred`: our conclusion.
 */
export const Mark = z.enum(['documented', 'crawled', 'old', 'inferred']);
export type Mark = z.infer<typeof Mark>;

/** Where a rule comes from: a page's address, or a name. */
const known = { mark: Mark, source: z.string().min(1) };
/** Where a part isn't from the same place as the whole. */
const partly = { mark: Mark.optional(), source: z.string().min(1).optional() };
const pattern = z.string().transform((text) => new RegExp(text));

const Api = z.strictObject({
  title: z.string(),
  ...known,
  hosts: z.strictObject({ production: z.string(), sandbox: z.string() }),
  /** Whose token `Authorization` has. */
  bearer: z.enum(['partner', 'member']),
  /** Required, by their names in lower case. */
  headers: z.record(z.string(), z.strictObject({ pattern, ...partly })),
  /** Optional. `withinMs`: an HTTP date this close to when the call was sent. */
  allowed: z.record(z.string(), z.strictObject({ withinMs: z.int().positive(), ...partly })),
  forbidden: z.record(z.string(), z.strictObject({ why: z.string(), ...partly })),
});
export type Api = z.infer<typeof Api>;

/** JSON Schema. The annotations `mark` and `source` say where a part is from. */
const JsonSchema = z.record(z.string(), z.json());

const EndpointId = z.enum([
  'create-token',
  'get-scopes',
  'get-merchants',
  'find-user',
  'create-receipt',
  'list-receipts',
  'add-gift-card',
  'list-gift-cards',
  'send-basket',
]);
export type EndpointId = z.infer<typeof EndpointId>;

const Endpoint = z.strictObject({
  api: z.enum(['partner', 'consumer', 'loyalty']),
  method: z.enum(['GET', 'POST']),
  path: z.string().startsWith('/'),
  ...known,
  /** The name in which the body is wrapped. Without it, the body isn't wrapped. */
  wrapper: z.string().optional(),
  /** The query, as an object of texts. */
  query: JsonSchema.optional(),
  /** The body, without its wrapper. */
  body: JsonSchema.optional(),
  /** The body of a 2xx answer. */
  answer: JsonSchema,
});
export type Endpoint = z.infer<typeof Endpoint>;

const rule = <Values extends z.ZodRawShape>(values: Values) =>
  z.strictObject({
    /** What is so if nothing is wrong. */
    says: z.string(),
    /** What a breach is. */
    breach: z.enum(['FAIL', 'WARNING']),
    ...known,
    ...values,
  });
const plain = rule({});
const rate = rule({ requests: z.int().positive(), windowMs: z.int().positive() });
const State = z.string();

const Rules = z.strictObject({
  hosts: plain,
  paths: plain,
  'header-missing': plain,
  'header-value': plain,
  'header-forbidden': plain,
  'header-unknown': plain,
  'field-missing': plain,
  'field-unknown': plain,
  'field-type': plain,
  'field-value': plain,
  'field-format': plain,
  nesting: plain,
  'points-subtotal': rule({ endpoint: EndpointId, instead: z.array(z.string()) }),
  authentication: rule({ issuer: EndpointId }),
  lookup: rule({ lookup: EndpointId, before: EndpointId }),
  'basket-order': rule({ first: z.array(State), next: z.record(State, z.array(State)) }),
  'refund-last': plain,
  'refund-basket': plain,
  'basket-resend': plain,
  'receipt-resend': rule({ sent: EndpointId, looked: EndpointId }),
  'pause-after-429': rule({ defaultPauseMs: z.int().positive() }),
  'pause-after-error': rule({ minPauseMs: z.int().positive() }),
  'growing-pauses': rule({ tolerance: z.number(), cappedAtMs: z.int().positive() }),
  'rate-second': rate,
  'rate-window': rate,
  'error-share': rule({ maxShare: z.number(), minCalls: z.int().positive() }),
  'recurring-errors': rule({ times: z.int().positive() }),
  'answer-shape': plain,
});
export type Rules = z.infer<typeof Rules>;
export type CheckId = keyof Rules;

export const Contract = z.strictObject({
  apis: z.strictObject({ partner: Api, consumer: Api, loyalty: Api }),
  endpoints: z.record(EndpointId, Endpoint),
  rules: Rules,
});
export type Contract = z.infer<typeof Contract>;

/** What Thanx expects of our calls: the JSON files in contract/. */
export const contract: Contract = Contract.parse({ apis, endpoints: { ...partner, ...consumer, ...loyalty }, rules });
