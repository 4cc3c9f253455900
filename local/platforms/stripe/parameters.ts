import type { Reply } from '../../partners/reply.ts';
import { stripeError } from './errors.ts';

/** The parameters of a call, by their names without `[]` and indexes. */
export type Parameters = ReadonlyMap<string, readonly string[]>;

/** A list's page. */
export interface Paging {
  limit: number;
  startingAfter: string | undefined;
}

/**
 * Reads a query or a form. Stripe refuses names that it doesn't know.
 * @param known names, of lists with `[]`
 */
export function parametersOf(given: URLSearchParams, known: readonly string[]): Parameters | Reply {
  const parameters = new Map<string, string[]>();
  for (const [written, value] of given) {
    const name = written.replace(/\[\d*\]$/, '[]');
    if (!known.includes(name))
      return stripeError(400, `Received unknown parameter: ${written}`, { code: 'parameter_unknown', param: written });
    const values = parameters.get(name) ?? [];
    if (values.length > 0 && !name.endsWith('[]'))
      return stripeError(400, `Invalid string: ${written}`, { param: written });
    parameters.set(name, [...values, value]);
  }
  return parameters;
}

export const one = (parameters: Parameters, name: string): string | undefined => parameters.get(name)?.[0];

/** @see https://docs.stripe.com/api/pagination */
export function pagingOf(parameters: Parameters): Paging | Reply {
  const limit = one(parameters, 'limit') ?? '10';
  if (!/^\d+$/.test(limit))
    return stripeError(400, `Invalid integer: ${limit}`, { code: 'parameter_invalid_integer', param: 'limit' });
  if (Number(limit) < 1 || Number(limit) > 100)
    return stripeError(400, 'This value must be between 1 and 100.', {
      code: 'parameter_invalid_integer',
      param: 'limit',
    });
  return { limit: Number(limit), startingAfter: one(parameters, 'starting_after') };
}

export const pagingNames = ['limit', 'starting_after'];

/** A page of a list whose newest entry is the first. */
export function listReply(url: string, entries: readonly { id: string }[], { limit, startingAfter }: Paging): Reply {
  const start = startingAfter === undefined ? 0 : entries.findIndex(({ id }) => id === startingAfter) + 1;
  if (startingAfter !== undefined && start === 0)
    return stripeError(400, `No such object: '${startingAfter}'`, {
      code: 'resource_missing',
      param: 'starting_after',
    });
  const data = entries.slice(start, start + limit);
  return { status: 200, body: { object: 'list', data, has_more: start + limit < entries.length, url } };
}
