import type { Reply } from '../../partners/reply.ts';
import type { SandboxCall } from '../../partners/sandbox-api.ts';
import type { SandboxShop } from '../sandbox-shop.ts';
import type { ShopOrder } from '../shop-order.ts';
import { missing, stripeError } from './errors.ts';
import { eventsOf } from './events.ts';
import { chargeObject, intentObject, sessionId, sessionObject } from './objects.ts';
import { listReply, one, pagingNames, pagingOf, parametersOf, type Parameters } from './parameters.ts';

/** What may be expanded of each object. */
const expandable = {
  session: ['payment_intent', 'payment_intent.latest_charge', 'payment_intent.latest_charge.refunds'],
  intent: ['latest_charge', 'latest_charge.refunds'],
  charge: ['refunds'],
};

/** Stripe expands at most four levels. */
const maxLevels = 4;

function expansionsOf(parameters: Parameters, known: readonly string[]): string[] | Reply {
  const given = parameters.get('expand[]') ?? [];
  const wrong = given.find((path) => !known.includes(path) || path.split('.').length > maxLevels);
  if (wrong === undefined) return [...given];
  const message = `This property cannot be expanded (${wrong}).`;
  return stripeError(400, message, { param: 'expand' });
}

const newestFirst = (a: ShopOrder, b: ShopOrder): number => b.createdAtMs - a.createdAtMs || (a.id < b.id ? 1 : -1);
const inData = (paths: readonly string[]): string[] => paths.map((path) => `data.${path}`);

/** The last page of each shop, for the fault that repeats it. */
const lastPages = new WeakMap<SandboxShop, Reply>();

/** `GET /v1/events` @see https://docs.stripe.com/api/events/list */
export function listEvents(shop: SandboxShop, call: SandboxCall): Reply {
  const bounds = ['gt', 'gte', 'lt', 'lte'].map((bound) => `created[${bound}]`);
  const parameters = parametersOf(call.query, [...pagingNames, 'types[]', ...bounds]);
  if ('status' in parameters) return parameters;
  const types = parameters.get('types[]') ?? [];
  if (types.length > 20) return stripeError(400, 'You may only specify up to 20 event types.', { param: 'types' });
  const [after, from, before, until] = bounds.map((name) => one(parameters, name));
  if ([after, from, before, until].some((time) => time !== undefined && !/^\d+$/.test(time)))
    return stripeError(400, 'Invalid integer', { code: 'parameter_invalid_integer', param: 'created' });
  const paging = pagingOf(parameters);
  if ('status' in paging) return paging;
  const repeated = lastPages.get(shop);
  if (paging.startingAfter !== undefined) shop.hooks.betweenPages?.();
  if (paging.startingAfter !== undefined && shop.faults.repeatPages > 0 && repeated !== undefined) {
    shop.faults.repeatPages -= 1;
    return repeated;
  }
  const nowSeconds = Math.floor(shop.options.now() / 1000);
  const oldest = nowSeconds - 30 * 24 * 3600;
  const [fromMs, untilMs] = [Number(from ?? after ?? 0) * 1000, (Number(until ?? before ?? nowSeconds) + 1) * 1000];
  const found = shop.orders
    .filter((order) => order.updatedAtMs >= fromMs && order.createdAtMs < untilMs)
    .toSorted(newestFirst)
    .flatMap((order) => eventsOf(order).toReversed())
    .filter(
      ({ type, created }) =>
        (types.length === 0 || types.includes(type)) &&
        created >= oldest &&
        created <= nowSeconds &&
        (after === undefined || created > Number(after)) &&
        (from === undefined || created >= Number(from)) &&
        (before === undefined || created < Number(before)) &&
        (until === undefined || created <= Number(until)),
    )
    .toSorted((a, b) => b.created - a.created);
  const reply = listReply('/v1/events', found, paging);
  lastPages.set(shop, reply);
  return reply;
}

/** `GET /v1/checkout/sessions`, one or a list. @see https://docs.stripe.com/api/checkout/sessions */
export function sessionsApi(shop: SandboxShop, id: string | undefined, call: SandboxCall): Reply {
  const nowMs = shop.options.now();
  const known = id === undefined ? [...pagingNames, 'payment_intent', 'subscription', 'expand[]'] : ['expand[]'];
  const parameters = parametersOf(call.query, known);
  if ('status' in parameters) return parameters;
  const paths = id === undefined ? inData(expandable.session) : expandable.session;
  const expanded = expansionsOf(parameters, paths);
  if ('status' in expanded) return expanded;
  if (id !== undefined) {
    const found = shop.orders.find((order) => sessionId(order) === id);
    return found === undefined
      ? missing('checkout.session', id)
      : { status: 200, body: sessionObject(found, nowMs, expanded) };
  }
  const paging = pagingOf(parameters);
  if ('status' in paging) return paging;
  const paidBy = one(parameters, 'payment_intent');
  if (paidBy !== undefined) shop.hooks.beforeFetch?.(paidBy);
  const paid = paidBy === undefined ? undefined : shop.order(paidBy);
  const found = (paidBy === undefined ? shop.orders : paid === undefined ? [] : [paid])
    // Nothing here is sold by subscription.
    .filter(() => one(parameters, 'subscription') === undefined)
    .toSorted(newestFirst)
    .map((order) =>
      sessionObject(
        order,
        nowMs,
        expanded.map((path) => path.slice('data.'.length)),
      ),
    );
  return listReply('/v1/checkout/sessions', found, paging);
}

/** `GET /v1/payment_intents`, one or a list. @see https://docs.stripe.com/api/payment_intents */
export function intentsApi(shop: SandboxShop, id: string | undefined, call: SandboxCall): Reply {
  const nowMs = shop.options.now();
  const parameters = parametersOf(call.query, id === undefined ? pagingNames : ['expand[]']);
  if ('status' in parameters) return parameters;
  if (id !== undefined) {
    const expanded = expansionsOf(parameters, expandable.intent);
    if ('status' in expanded) return expanded;
    shop.hooks.beforeFetch?.(id);
    const order = shop.order(id);
    return order === undefined
      ? missing('payment_intent', id)
      : { status: 200, body: intentObject(order, nowMs, expanded) };
  }
  const paging = pagingOf(parameters);
  if ('status' in paging) return paging;
  const found = shop.orders.toSorted(newestFirst).map((order) => intentObject(order, nowMs));
  return listReply('/v1/payment_intents', found, paging);
}

/** `GET /v1/charges`, a list. @see https://docs.stripe.com/api/charges/list */
export function listCharges(shop: SandboxShop, call: SandboxCall): Reply {
  const parameters = parametersOf(call.query, pagingNames);
  if ('status' in parameters) return parameters;
  const paging = pagingOf(parameters);
  if ('status' in paging) return paging;
  const paid = shop.orders.filter(({ paidAtMs }) => paidAtMs !== null).toSorted(newestFirst);
  return listReply(
    '/v1/charges',
    paid.map((order) => chargeObject(order, shop.options.now())),
    paging,
  );
}

/** `GET /v1/invoices` and `/v1/invoice_payments`: nothing here has an invoice. */
export function invoicesApi(url: string, id: string | undefined, call: SandboxCall): Reply {
  const filters = url === '/v1/invoices' ? [] : ['payment[type]', 'payment[payment_intent]'];
  const parameters = parametersOf(call.query, id === undefined ? [...pagingNames, ...filters] : ['expand[]']);
  if ('status' in parameters) return parameters;
  if (id !== undefined) return missing('invoice', id);
  const paging = pagingOf(parameters);
  return 'status' in paging ? paging : listReply(url, [], paging);
}
