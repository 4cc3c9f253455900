import * as z from 'zod';
import { jsonOrUndefined } from '../../../json.ts';
import { scrub } from '../../../partners/scrub.ts';
import { checkAnswer, type AdminAnswer, type AdminRequest, type CallAdmin } from '../../admin/call.ts';
import { documentedJson } from '../../admin/documented.ts';
import { AdminRefusal } from '../../admin/refusal.ts';

export interface WooCommerceKey {
  consumerKey: string;
  consumerSecret: string;
}

/** Calls WooCommerce's REST API, `path` below `/wp-json/wc/v3`. `undefined`: there is no such order, in WooCommerce's own words. */
export type Rest = (request: Pick<AdminRequest, 'method' | 'path' | 'body'>) => Promise<AdminAnswer | undefined>;

const Failure = z.object({ code: z.string(), message: z.string().optional().catch(undefined) });

const failureIn = ({ body }: AdminAnswer): Partial<z.infer<typeof Failure>> =>
  Failure.safeParse(jsonOrUndefined(body)).data ?? {};

/**
 * Plugins and firewalls answer 404 with codes of their own, and the order is still there. A write answers 400, and a note has another code.
 * @see https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/rest-api/Controllers/Version3/class-wc-rest-crud-controller.php
 * @see https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/rest-api/Controllers/Version3/class-wc-rest-order-notes-controller.php
 */
const isGone = ({ status }: AdminAnswer, code: string | undefined): boolean =>
  (status === 404 || status === 400) && /^woocommerce_rest_(shop_)?order_invalid_id$/.test(code ?? '');

/**
 * Authenticates with the key over HTTPS, as WooCommerce's documentation recommends.
 * @param now `undefined`: times make no difference to the calls
 * @see https://woocommerce.github.io/woocommerce-rest-api-docs/#authentication-over-https
 */
export function wooCommerceRest(
  call: CallAdmin,
  { consumerKey, consumerSecret }: WooCommerceKey,
  now: (() => number) | undefined,
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
      checkAnswer(answer, now?.());
      return answer;
    }
    if (isGone(answer, failureIn(answer).code)) return undefined;
    refuse(answer, { method, path, body });
    checkAnswer(answer, now?.());
    throw new AdminRefusal('unavailable', `expected WooCommerce's REST API, found something else (${status})`);
  };
}

type Asked = Pick<AdminRequest, 'method' | 'path'> & { body: string | undefined };

/** @throws AdminRefusal for an answer that says what is wrong with the address, the key or the request */
function refuse(answer: AdminAnswer, { method, path, body }: Asked): void {
  const { status } = answer;
  const { code, message = '' } = failureIn(answer);
  if (status === 404 && (code === undefined || code === 'rest_no_route')) {
    throw new AdminRefusal(
      'version',
      'the shop has no WooCommerce REST API v3 at this address (404): check the URL, that WooCommerce is active, and that WordPress has permalinks other than “Plain”',
    );
  }
  // Older versions can't list orders by their time of change.
  if (status === 400 && code === 'rest_invalid_param' && method === 'GET') {
    throw new AdminRefusal(
      'version',
      'WooCommerce refuses a parameter of the list (400): update WooCommerce, or a plugin that alters its REST API',
    );
  }
  if (status === 400 && code !== undefined && method !== 'GET')
    throw new AdminRefusal('rejected', `WooCommerce refuses it (400): ${scrub(`${code}: ${message}`, [body])}`);
  if (status !== 401 && status !== 403) return;
  if (status === 403 && code === undefined) {
    throw new AdminRefusal(
      'unavailable',
      'something in front of WooCommerce refuses the call, such as a firewall (403): let thankflow’s calls of /wp-json/wc/v3 pass',
    );
  }
  // WooCommerce has one code for a wrong secret and a missing permission. Webhooks are for managers, and the same key has read orders.
  if (status === 403 || /permission/i.test(message) || path.startsWith('/webhooks')) {
    const needed = method === 'GET' ? 'Read' : 'Read/Write';
    throw new AdminRefusal(
      'scope',
      `the key lacks the permission ${needed}, or its user may not see orders (${status})`,
    );
  }
  throw new AdminRefusal(
    'unauthorized',
    `WooCommerce doesn't know the key, its secret is wrong, or the web server removes the header Authorization (${status})`,
  );
}

/** @throws AdminRefusal `unreadable` or `unavailable` if the answer isn't what WooCommerce documents */
export function parseAnswer<Schema extends z.ZodType>(
  schema: Schema,
  answer: AdminAnswer | undefined,
): z.output<Schema> {
  // A plugin or a firewall may answer 200 with a page.
  return documentedJson('WooCommerce', schema, answer ?? { body: '' });
}
