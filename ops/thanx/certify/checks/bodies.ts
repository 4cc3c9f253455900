import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import * as z from 'zod';
import { contract, Mark, type CheckId, type Endpoint, type Rules } from '../contract.ts';
import { fieldOf, type Json } from '../json.ts';
import { isOk, type Call } from '../traffic.ts';
import { breachOf, type Breach, type Findings } from './looked.ts';

type BodyCheck = 'field-missing' | 'field-unknown' | 'field-type' | 'field-value' | 'field-format';
type Found = { check: BodyCheck | 'nesting' | 'points-subtotal'; breach: Breach };

/** `verbose`: an error has the part of the schema that it is about, with that part's `mark` and `source`. */
const ajv = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true, strictRequired: false });
addFormats.default(ajv);
ajv.addVocabulary(['mark', 'source']);
const Time = z.iso.datetime({ offset: true });
/** RFC 3339 also allows a space instead of the T. Thanx asks for ISO 8601, which doesn't, and allows an offset without a colon. */
ajv.addFormat('date-time', (text) => Time.safeParse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')).success);

/** The query of an endpoint whose contract has none. */
const noQuery = { type: 'object', additionalProperties: false };

const Annotated = z.looseObject({ mark: Mark.optional(), source: z.string().optional() });

const validators = new WeakMap<object, ValidateFunction>();

function errorsIn(schema: Endpoint['answer'], value: Json): ErrorObject[] {
  const validate = validators.get(schema) ?? ajv.compile(schema);
  validators.set(schema, validate);
  validate(value);
  return validate.errors ?? [];
}

/** Checks queries and bodies against the contract's schemas, and the answers of successful calls. */
export function checkBodies(
  calls: readonly Call[],
): Findings<BodyCheck | 'nesting' | 'points-subtotal' | 'answer-shape'> {
  const judged = calls.filter(({ known }) => known?.endpoint.body !== undefined || known?.endpoint.query !== undefined);
  const withBody = judged.filter(({ known }) => known?.endpoint.body !== undefined);
  const found = judged.flatMap((call) => requestBreaches(call, contract.rules['points-subtotal']));
  const of = (check: CheckId, looked: readonly Call[]) => ({
    looked: looked.length,
    breaches: found.filter((one) => one.check === check).map(({ breach }) => breach),
  });
  const answered = calls.filter((call) => isOk(call) && call.answer !== undefined && call.known !== undefined);
  return {
    'field-missing': of('field-missing', judged),
    'field-unknown': of('field-unknown', judged),
    'field-type': of('field-type', withBody),
    'field-value': of('field-value', judged),
    'field-format': of('field-format', withBody),
    nesting: of('nesting', withBody),
    'points-subtotal': of(
      'points-subtotal',
      withBody.filter(({ known }) => known?.id === contract.rules['points-subtotal'].endpoint),
    ),
    'answer-shape': { looked: answered.length, breaches: answered.flatMap(answerBreaches) },
  };
}

function requestBreaches(call: Call, points: Rules['points-subtotal']): Found[] {
  const { endpoint } = call.known ?? {};
  if (endpoint === undefined) return [];
  const found: Found[] = [];
  found.push(...queryBreaches(call, endpoint));
  if (endpoint.body === undefined) {
    if (call.body !== undefined)
      found.push({ check: 'field-unknown', breach: breachOf(call, 'it has a body, and none is in the docs') });
    return found;
  }
  const { fields, misnested } = call;
  if (misnested !== undefined) found.push({ check: 'nesting', breach: breachOf(call, misnested) });
  const inBody = breachesIn(call, endpoint.body, fields, endpoint.wrapper === undefined ? '' : `${endpoint.wrapper}.`);
  if (call.known?.id !== points.endpoint) return [...found, ...inBody];
  const instead = points.instead.find((name) => fieldOf(fields, name) !== undefined);
  if (instead === undefined || fieldOf(fields, 'subtotal') !== undefined) return [...found, ...inBody];
  // One mistake, one breach.
  const others = inBody.filter(({ breach }) => !/`(subtotal|amount|total|total_amount)`/.test(breach.says));
  const says = `it has \`${instead}\` and no \`subtotal\`, from which Thanx calculates the points`;
  return [...found, ...others, { check: 'points-subtotal', breach: breachOf(call, says) }];
}

function queryBreaches(call: Call, { query = noQuery }: Endpoint): Found[] {
  const names = [...call.at.searchParams.keys()];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  const inQuery = breachesIn(call, query, Object.fromEntries(call.at.searchParams), '');
  if (twice === undefined) return inQuery;
  return [...inQuery, { check: 'field-value', breach: breachOf(call, `\`${twice}\` is in the query more than once`) }];
}

function breachesIn(call: Call, schema: Endpoint['answer'], value: Json, prefix: string): Found[] {
  return errorsIn(schema, value).flatMap((error) => {
    const check = checkOf(error);
    if (check === undefined) return [];
    const breach = breachOf(call, describe(error, prefix), sourceOf(error, call));
    return [{ check, breach }];
  });
}

/** Where the broken part of a schema is from. */
function sourceOf({ parentSchema }: ErrorObject, { known }: Call): Pick<Breach, 'mark' | 'source'> {
  const { mark, source } = Annotated.parse(parentSchema ?? {});
  return { mark: mark ?? known?.endpoint.mark, source: source ?? known?.endpoint.source };
}

/** Which check a schema's keyword belongs to. `undefined`: another error says the same. */
function checkOf({ keyword, schemaPath }: ErrorObject): BodyCheck | undefined {
  if (/\/oneOf\/\d/.test(schemaPath)) return undefined;
  switch (keyword) {
    case 'if':
      return undefined;
    case 'required':
    case 'oneOf':
      return 'field-missing';
    case 'additionalProperties':
      return 'field-unknown';
    case 'type':
      return 'field-type';
    case 'format':
      return 'field-format';
    default:
      return 'field-value';
  }
}

function describe({ keyword, instancePath, params, message }: ErrorObject, prefix: string): string {
  const at = `${prefix}${instancePath.slice(1).replaceAll('/', '.')}`.replace(/\.$/, '');
  const field = (name: string) => `\`${at === '' ? '' : `${at}.`}${name}\``;
  if (keyword === 'required') return `${field(String(params['missingProperty']))} is missing`;
  if (keyword === 'additionalProperties') return `${field(String(params['additionalProperty']))} is not in the docs`;
  if (keyword === 'oneOf') return 'it needs exactly one of `user_id`, `email` and `phone`';
  return `${at === '' ? 'the body' : `\`${at}\``} ${message ?? 'is wrong'}`;
}

/** One per answer: they are Thanx's, and thankflow reads them leniently. */
function answerBreaches(call: Call): Breach[] {
  const { endpoint } = call.known ?? {};
  if (endpoint === undefined || call.answer === undefined) return [];
  const [error] = errorsIn(endpoint.answer, call.answer);
  return error === undefined ? [] : [breachOf(call, `Thanx's answer: ${describe(error, '')}`)];
}
