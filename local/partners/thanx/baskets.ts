import * as z from 'zod';
import { jsonObject, type Reply } from '../reply.ts';
import type { SandboxCall } from '../sandbox-api.ts';
import { arrived, type Basket, BasketRequest, judge, pointsOf } from './basket-book.ts';
import { loyaltyError } from './errors.ts';
import { liveTokenOf } from './protocol.ts';
import { delayMs } from './settings.ts';
import type { MemberToken, ThanxState } from './state.ts';

const notAuthenticated = loyaltyError(401, 'The access token or the merchant key is not valid.');

/**
 * `POST /api/baskets` of the Loyalty API: creates or changes the merchant's basket with this ID. 201 for a new one, 200 for another request about it.
 * @see https://docs.thanx.com/loyalty/create-update-basket
 */
export function handleBasket(state: ThanxState, call: SandboxCall): Reply {
  const token = liveTokenOf(state, call);
  if (token === undefined || !isKeyOf(state, token.merchantId, call.headers['merchant-key'])) return notAuthenticated;
  const parsed = BasketRequest.safeParse(withAnyId(jsonObject(call.body)));
  if (!parsed.success) return loyaltyError(400, z.prettifyError(parsed.error));
  const request = parsed.data;
  if (!knowsLocation(state, token.merchantId, request.location_uid)) {
    return loyaltyError(400, `The merchant has no location ${request.location_uid}.`);
  }
  if ([...(request.rewards ?? []), ...(request.points_products ?? [])].length > 0) {
    return loyaltyError(400, 'The member has no such reward.');
  }
  return enter(state, token, request);
}

function enter(state: ThanxState, token: MemberToken, request: BasketRequest): Reply {
  const { baskets, breaches } = state.books();
  const at = new Date(state.now()).toISOString();
  const known = baskets.find(({ id, merchantId }) => id === request.id && merchantId === token.merchantId);
  if (known !== undefined && known.userId !== token.userId) {
    return loyaltyError(400, 'This basket is another member’s.');
  }
  const { userId, merchantId, clientId } = token;
  const basket: Basket = known ?? { id: request.id, merchantId, userId, clientId, refunded: 0, history: [] };
  if (known === undefined) baskets.push(basket);
  const verdict = judge(basket, request, at);
  if (verdict.kind === 'refused') {
    breaches.push({ at, basket: basket.id, breach: verdict.breach });
    arrived(basket, request, false, at);
    return loyaltyError(400, verdict.message);
  }
  Object.assign(basket, verdict.changes);
  arrived(basket, request, true, at);
  return { status: known === undefined ? 201 : 200, body: { id: basket.id, state: basket.state, discount: '0.00' } };
}

/** Only with `checkout` may the ID be missing. Such a basket is a new one each time. */
function withAnyId(body: Record<string, unknown> | undefined): unknown {
  if (body === undefined || body['id'] !== undefined || body['state'] !== 'checkout') return body;
  return { id: crypto.randomUUID(), ...body };
}

function isKeyOf(state: ThanxState, merchantId: string, given: unknown): boolean {
  const only = state.merchantKeys.get(merchantId);
  if (only !== undefined) return given === only;
  return state.merchants.some(({ id, key }) => id === merchantId && key !== undefined && key === given);
}

function knowsLocation(state: ThanxState, merchantId: string, uid: string): boolean {
  const known = state.merchants.flatMap(({ id, locationUids = [] }) => (id === merchantId ? locationUids : []));
  return known.length === 0 || known.includes(uid);
}

/** A basket as the books list it, with the points that count now. */
export function basketView({ settings, now }: ThanxState, basket: Basket) {
  return {
    ...basket,
    ...(basket.billed !== undefined && { subtotal: basket.billed.request.subtotal }),
    points: pointsOf(basket, now(), delayMs(settings, basket.id)),
  };
}
