import { isObject, jsonObject, type Reply } from '../reply.ts';
import type { SandboxCall } from '../sandbox-api.ts';
import { handleBasket } from './baskets.ts';
import { isLoyaltyCall, loyaltyError, thanxError } from './errors.ts';
import { handleAddGiftCard, handleListGiftCards } from './gift-cards.ts';
import { authorizePartner, wrongHeader } from './protocol.ts';
import { handleCreateReceipt, handleListReceipts } from './receipts.ts';
import type { Credential, ThanxState } from './state.ts';
import { handleCreateToken } from './tokens.ts';
import { handleListUsers } from './users.ts';

type Route = (state: ThanxState, call: SandboxCall) => Reply;

const partner =
  (answer: (state: ThanxState, credential: Credential) => unknown): Route =>
  (state, call) => {
    const credential = authorizePartner(state, call);
    return 'status' in credential ? credential : { status: 200, body: answer(state, credential) };
  };

const routes: Record<string, Route> = {
  'POST /partner/oauth/token': handleCreateToken,
  'GET /partner/scopes': partner((_, { scopes }) => ({ scopes })),
  'GET /partner/merchants': partner(({ merchants }) => ({
    merchants: merchants.map(({ id, name, handle }) => ({ id, name, handle })),
  })),
  'GET /partner/users': handleListUsers,
  'POST /receipts': handleCreateReceipt,
  'GET /receipts': handleListReceipts,
  'POST /gift_cards': handleAddGiftCard,
  'GET /gift_cards': handleListGiftCards,
  // The Loyalty API has a host of its own at Thanx.
  'POST /api/baskets': handleBasket,
};

/** Thanx's partner and consumer API v4.0 and its Loyalty API v1, as far as receipts, baskets and gift cards go. @see https://docs.thanx.com */
export function thanxApi(state: ThanxState, call: SandboxCall): Reply {
  const isLoyalty = isLoyaltyCall(call);
  const route = routes[`${call.method} ${call.path}`];
  if (route === undefined) {
    return isLoyalty ? loyaltyError(404, 'There is nothing here.') : thanxError('RESOURCE_NOT_FOUND');
  }
  const wrong = wrongHeader(call, state.now());
  if (wrong === undefined) return route(state, call);
  return isLoyalty ? loyaltyError(400, wrong) : thanxError('BAD_REQUEST', wrong);
}

/** What a call is about: a receipt's marker, or a basket's ID. */
export function subjectOf(call: SandboxCall): string | undefined {
  const body = jsonObject(call.body);
  const receipt = body?.['receipt'];
  const subject = isObject(receipt) ? receipt['user_comments'] : isLoyaltyCall(call) ? body?.['id'] : undefined;
  return typeof subject === 'string' ? subject : undefined;
}
