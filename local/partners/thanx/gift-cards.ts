import type { SandboxCall } from '../sandbox-api.ts';
import { jsonObject, type Reply } from '../reply.ts';
import { thanxError } from './errors.ts';
import { authorizeMember } from './protocol.ts';
import { pageOf } from './paging.ts';
import type { ThanxState, BookedGiftCard } from './state.ts';
import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';

const Body = z.strictObject({
  provider_id: z.string().min(1),
  card_number: z.string().regex(/^[0-9A-Za-z]{8,64}$/),
  pin: z.string().max(32).optional(),
});

/** `POST /gift_cards`: flat body; the same number twice for a member and merchant is a 400. Numbers that end in 0000 are nobody's. */
export function handleAddGiftCard(state: ThanxState, call: SandboxCall): Reply {
  const token = authorizeMember(state, call);
  if ('status' in token) return token;
  const parsed = Body.safeParse(jsonObject(call.body));
  if (!parsed.success) return thanxError('BAD_REQUEST', z.prettifyError(parsed.error));
  const { provider_id, card_number: number, pin } = parsed.data;
  if (number.endsWith('0000')) return thanxError('CARD_INVALID', 'The provider does not know this card.');
  const numberHash = createHash('sha256').update(number).digest('hex');
  const { giftCards } = state.books();
  const isTaken = giftCards.some(
    (card) => card.numberHash === numberHash && card.user_id === token.userId && card.merchant_id === token.merchantId,
  );
  if (isTaken) return thanxError('BAD_REQUEST', 'This card was added before.');
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
export function handleListGiftCards(state: ThanxState, call: SandboxCall): Reply {
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
