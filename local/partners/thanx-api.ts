import type { SandboxCall } from './sandbox-api.ts';
import { isObject, jsonObject, type Reply } from './reply.ts';
import { authorizePartner, checkHeaders, thanxError } from './thanx-protocol.ts';
import { handleCreateReceipt, handleListReceipts } from './thanx-receipts.ts';
import type { Credential, ThanxState } from './thanx-state.ts';
import { handleCreateToken } from './thanx-tokens.ts';
import { handleAddGiftCard, handleListGiftCards } from './thanx-gift-cards.ts';

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
  'GET /partner/merchants': partner(({ merchants }) => ({ merchants })),
  'POST /receipts': handleCreateReceipt,
  'GET /receipts': handleListReceipts,
  'POST /gift_cards': handleAddGiftCard,
  'GET /gift_cards': handleListGiftCards,
};

/** Thanx's API v4.0, as far as receipts and gift cards go. @see https://docs.thanx.com */
export function thanxApi(state: ThanxState, call: SandboxCall): Reply {
  const route = routes[`${call.method} ${call.path}`];
  if (route === undefined) return thanxError(404, 'RESOURCE_NOT_FOUND', 'There is nothing here.');
  return checkHeaders(call) ?? route(state, call);
}

/** What a call is about: a receipt's marker. */
export function subjectOf(call: SandboxCall): string | undefined {
  const receipt = jsonObject(call.body)?.['receipt'];
  const marker = isObject(receipt) ? receipt['user_comments'] : undefined;
  return typeof marker === 'string' ? marker : undefined;
}

/** The answer without the id of what it created. */
export function withoutThanxId(reply: Reply): Reply {
  if (!isObject(reply.body)) return reply;
  const body = Object.entries(reply.body).map(([name, value]) => {
    if (!isObject(value)) return [name, value];
    const { id: _, ...rest } = value;
    return [name, rest];
  });
  return { ...reply, body: Object.fromEntries(body) };
}
