import type { InvalidParameter } from './errors.ts';

const statuses = [
  'auto-draft',
  'pending',
  'processing',
  'on-hold',
  'completed',
  'cancelled',
  'refunded',
  'failed',
  'checkout-draft',
];
const sortKeys = ['date', 'modified', 'id', 'include', 'title', 'slug'];

/** What a list of orders is asked for. Times are seconds on the clock of the shop, or of Greenwich. */
export interface ListParameters {
  page: number;
  perPage: number;
  offset: number | undefined;
  order: string;
  orderby: string;
  statuses: readonly string[];
  include: readonly string[];
  exclude: readonly string[];
  customer: string | undefined;
  after: number | undefined;
  before: number | undefined;
  modifiedAfter: number | undefined;
  modifiedBefore: number | undefined;
  datesAreGmt: boolean;
}

/**
 * Reads the parameters of `GET /orders`. Unknown ones are ignored, as WordPress does.
 * @see https://woocommerce.github.io/woocommerce-rest-api-docs/#list-all-orders
 */
export function listParameters(
  query: URLSearchParams,
  utcOffsetMinutes: number,
): { parameters: ListParameters; invalid: InvalidParameter[] } {
  const invalid: InvalidParameter[] = [];
  const refuse = (name: string, code: string, message: string) => void invalid.push({ name, code, message });
  const one = (name: string): string | undefined => query.get(name) ?? undefined;
  const list = (name: string): string[] => {
    const values = [...query.getAll(name), ...query.getAll(`${name}[]`)];
    for (let n = 0; query.has(`${name}[${n}]`); n += 1) values.push(query.get(`${name}[${n}]`) ?? '');
    return values.flatMap((value) => value.split(/[\s,]+/)).filter((value) => value !== '');
  };

  function integer(name: string, min: number, max: number | undefined): number | undefined {
    const text = one(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (!/^-?\d+$/.test(text)) refuse(name, 'rest_invalid_type', `${name} is not of type integer.`);
    else if (max === undefined && value < min)
      refuse(name, 'rest_out_of_bounds', `${name} must be greater than or equal to ${min}`);
    else if (max !== undefined && (value < min || value > max))
      refuse(name, 'rest_out_of_bounds', `${name} must be between ${min} (inclusive) and ${max} (inclusive)`);
    return value;
  }

  function oneOf(name: string, allowed: readonly string[], fallback: string): string {
    const value = one(name) ?? fallback;
    if (!allowed.includes(value)) refuse(name, 'rest_not_in_enum', `${name} is not one of ${allowed.join(', ')}.`);
    return value;
  }

  function flag(name: string): boolean {
    const value = one(name) ?? 'false';
    if (!/^(true|false|1|0)$/i.test(value)) refuse(name, 'rest_invalid_type', `${name} is not of type boolean.`);
    return /^(true|1)$/i.test(value);
  }

  function time(name: string): number | undefined {
    const value = one(name);
    if (value === undefined) return undefined;
    const seconds = clockSeconds(value, utcOffsetMinutes);
    if (seconds === undefined) refuse(name, 'rest_invalid_date', 'Invalid date.');
    return seconds;
  }

  // Whatever isn't a number is 0: these two parameters are the only ones that aren't validated.
  const ids = (name: string): string[] => list(name).map((value) => (/^\d+$/.test(value) ? value : '0'));

  const given = list('status');
  if (given.some((status) => !['any', 'trash', ...statuses].includes(status)))
    refuse('status', 'rest_not_in_enum', `status[0] is not one of any, trash, ${statuses.join(', ')}.`);
  const parameters: ListParameters = {
    page: integer('page', 1, undefined) ?? 1,
    perPage: integer('per_page', 1, 100) ?? 10,
    offset: integer('offset', 0, undefined),
    order: oneOf('order', ['asc', 'desc'], 'desc'),
    orderby: oneOf('orderby', sortKeys, 'date'),
    // `any` excludes the trash, even if it's listed, too.
    statuses: given.length === 0 || given.includes('any') ? statuses : given,
    include: ids('include'),
    exclude: ids('exclude'),
    customer: integer('customer', 0, undefined)?.toString(),
    after: time('after'),
    before: time('before'),
    modifiedAfter: time('modified_after'),
    modifiedBefore: time('modified_before'),
    datesAreGmt: flag('dates_are_gmt'),
  };
  return { parameters, invalid };
}

/**
 * A time's seconds on a clock without a time zone. WordPress converts a time that has an offset, or `Z`, to the shop's clock, even if it's
 * compared with times in GMT. So in a shop outside of GMT, `dates_are_gmt` is only right with times without an offset.
 * @see https://developer.wordpress.org/reference/classes/wp_date_query/build_mysql_datetime/
 * @see https://github.com/woocommerce/woocommerce/issues/14539
 */
function clockSeconds(text: string, utcOffsetMinutes: number): number | undefined {
  const [, date, time, offset] =
    /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(?:\.\d+)?(Z|[+-]\d{2}(?::\d{2})?)?$/.exec(text) ?? [];
  if (date === undefined || time === undefined) return undefined;
  const suffix = offset === undefined ? 'Z' : offset.length === 3 ? `${offset}:00` : offset;
  const atMs = Date.parse(`${date}T${time}${suffix}`);
  if (Number.isNaN(atMs)) return undefined;
  return Math.floor(atMs / 1000) + (offset === undefined ? 0 : utcOffsetMinutes * 60);
}
