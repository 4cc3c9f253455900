import * as z from 'zod';
import { jsonOrUndefined } from '../../../json.ts';
import { checkAnswer, type AdminAnswer, type AdminRequest, type CallAdmin } from '../../admin/call.ts';
import { AdminRefusal } from '../../admin/refusal.ts';

export interface WooCommerceKey {
  consumerKey: string;
  consumerSecret: string;
}

/** Calls WooCommerce's REST API, `path` below `/wp-json/wc/v3`. `undefined`: 404, in WooCommerce's own words. */
export type Rest = (request: Pick<AdminRequest, 'method' | 'path' | 'body'>) => Promise<AdminAnswer | undefined>;

const Failure = z.object({ code: z.string() });

/**
 * Authenticates with the key over HTTPS, as WooCommerce's documentation recommends.
 * @see https://woocommerce.github.io/woocommerce-rest-api-docs/#authentication-over-https
 */
export function wooCommerceRest(
  call: CallAdmin,
  { consumerKey, consumerSecret }: WooCommerceKey,
  now: () => number,
): Rest {
  const authorization = `Basic ${Buffer.from(`${consumerKey}:${consumerSecret}`).toString('base64')}`;
  return async ({ method, path, body }) => {
    const answer = await call({
      method,
      path: `/wp-json/wc/v3${path}`,
      headers: {
        authorization,
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body }),
    });
    const { status } = answer;
    if (status === 200 || status === 201) {
      checkAnswer(answer, now());
      return answer;
    }
    const code = Failure.safeParse(jsonOrUndefined(answer.body)).data?.code;
    if (status === 404 && code === 'rest_no_route') {
      throw new AdminRefusal(
        'version',
        'the shop has no WooCommerce REST API v3 at this address: check the URL, and that WooCommerce is active',
      );
    }
    if (status === 404 && code !== undefined) return undefined;
    if (status === 403 || (status === 401 && code?.startsWith('woocommerce_rest_cannot'))) {
      throw new AdminRefusal(
        'scope',
        `WooCommerce denies the key this (${status}${code === undefined ? '' : `, ${code}`}): the key lacks the permission ${method === 'GET' ? 'Read' : 'Read/Write'}, or its user may not view orders`,
      );
    }
    checkAnswer(answer, now());
    throw new AdminRefusal('unavailable', `expected WooCommerce's REST API, found something else (${status})`);
  };
}

/** @throws AdminRefusal `unreadable` or `unavailable` if the answer isn't what WooCommerce documents */
export function parseAnswer<Schema extends z.ZodType>(
  schema: Schema,
  answer: AdminAnswer | undefined,
): z.output<Schema> {
  const value = answer && jsonOrUndefined(answer.body);
  // A plugin or a firewall may answer 200 with a page.
  if (value === undefined)
    throw new AdminRefusal('unavailable', 'expected JSON from WooCommerce, found something else');
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.slice(0, 3).map(({ path }) => path.join('.'));
  throw new AdminRefusal('unreadable', `WooCommerce's answer isn't as documented, at ${where.join(', ')}`);
}
