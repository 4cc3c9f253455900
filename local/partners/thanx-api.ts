import { isObject, jsonObject, type Reply, type SandboxCall } from './sandbox-api.ts';
import { authorizePartner, checkHeaders, thanxError, authorizeMember, pageOf } from './thanx-protocol.ts';
import { handleCreateReceipt, handleListReceipts } from './thanx-receipts.ts';
import type { Credential, ThanxState, BookedGiftCard } from './thanx-state.ts';
import { handleCreateToken } from './thanx-tokens.ts';
import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';

const Body = z.object({
  provider_id: z.string().min(1),
  card_number: z.string().regex(/^[0-9A-Za-z]{8,64}$/),
  pin: z.string().max(32).optional(),
});

/** `POST /gift_cards`: flat body; the same number twice for a member and merchant is a 400. Numbers that end in 0000 are nobody's. */
function handleAddGiftCard(state: ThanxState, call: SandboxCall): Reply {
  const token = authorizeMember(state, call);
  if ('status' in token) return token;
  const parsed = Body.safeParse(jsonObject(call.body));
  if (!parsed.success) return thanxError(400, 'PARAM_INVALID', z.prettifyError(parsed.error));
  const { provider_id, card_number: number, pin } = parsed.data;
  if (number.endsWith('0000')) return thanxError(400, 'GIFT_CARD_INVALID', 'The provider does not know this card.');
  const numberHash = createHash('sha256').update(number).digest('hex');
  const { giftCards } = state.books();
  const isTaken = giftCards.some(
    (card) => card.numberHash === numberHash && card.user_id === token.userId && card.merchant_id === token.merchantId,
  );
  if (isTaken) return thanxError(400, 'GIFT_CARD_DUPLICATE', 'This card was added before.');
  const card: BookedGiftCard = {
    id: randomBytes(6).toString('hex'),
    user_id: token.userId,
    merchant_id: token.merchantId,
    provider_id,
    numberHash,
    last4: number.slice(-4),
    balance: 50,
    created_at: new Date(state.now()).toISOString(),
  };
  giftCards.push(card);
  return { status: 201, body: { gift_card: { ...viewOf(card), card_number: number, pin: pin ?? null } } };
}

/** `GET /gift_cards`: the member's cards at this merchant. Numbers are masked, because none are kept. */
function handleListGiftCards(state: ThanxState, call: SandboxCall): Reply {
  const token = authorizeMember(state, call);
  if ('status' in token) return token;
  const rows = state
    .books()
    .giftCards.filter((card) => card.user_id === token.userId && card.merchant_id === token.merchantId);
  return pageOf('gift_cards', rows, call, viewOf);
}

const viewOf = ({ id, provider_id, last4, balance, created_at }: BookedGiftCard) => ({
  id,
  provider_id,
  card_number: `************${last4}`,
  pin: null,
  last4,
  balance,
  state: 'active',
  expires_at: null,
  created_at,
});

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
