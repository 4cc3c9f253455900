import * as z from 'zod';
import { optionalField, LenientId } from '../lenient.ts';
import { send, type Connection, type Timing } from '../connection.ts';
import { thanxHeaders, readAnswer, thanxErrorOf, type ThanxOutcome } from './read-answer.ts';
import type { GiftCard } from '../../sealing/card.ts';

/** A gift card in Thanx's answers. All other fields, the number and the PIN among them, are dropped. Only the ID is certain. */
const GiftCardAnswer = z
  .object({
    id: LenientId,
    provider_id: optionalField(LenientId),
    last4: optionalField(LenientId),
    balance: optionalField(z.number()),
    state: optionalField(z.enum(['active', 'archived'])),
    created_at: optionalField(z.string()),
  })
  .transform(({ id, provider_id: providerId, last4, balance, state, created_at: createdAt }) => ({
    id,
    ...(providerId !== undefined && { providerId }),
    ...(last4 !== undefined && { last4: last4.padStart(4, '0') }),
    ...(balance !== undefined && { balance: String(balance) }),
    ...(state !== undefined && { cardState: state }),
    ...(createdAt !== undefined && { createdAt }),
  }));
export type AddedGiftCard = z.infer<typeof GiftCardAnswer>;

/** Thanx's maximum. */
const perPage = 100;
/** Thanx's default. In an answer without pagination, a shorter page is certainly the last one. */
const defaultPerPage = 10;

const count = optionalField(z.coerce.number().int().nonnegative());
const Answer = z.object({
  gift_cards: z.array(GiftCardAnswer),
  /** Thanx's documentation of receipts has both spellings. */
  pagination: optionalField(z.object({ total_pages: count, total_page: count })),
});

export interface GiftCardPage {
  cards: AddedGiftCard[];
  /** Whether there may be another page. */
  more: boolean;
}

/**
 * `GET /gift_cards` as the member with the token `bearer`: one page of up to a hundred cards, without numbers and PINs.
 * @param call.page from 1
 * @see https://docs.thanx.com (Consumer API, List Gift Cards)
 */
export async function listGiftCards(
  connection: Connection,
  call: { clientId: string; bearer: string; page: number },
  timing: Timing,
): Promise<ThanxOutcome<GiftCardPage>> {
  const query = new URLSearchParams({ page: String(call.page), per_page: String(perPage) });
  const path = `/gift_cards?${query.toString()}`;
  const headers = thanxHeaders({ clientId: call.clientId }, call.bearer);
  const outcome = readAnswer(await send(connection, { method: 'GET', path, headers }, timing), Answer);
  if (outcome.kind === 'rejected') return { ...outcome, words: '' };
  if (outcome.kind !== 'ok') return outcome;
  const { gift_cards: cards, pagination } = outcome.value;
  const pages = pagination?.total_pages ?? pagination?.total_page;
  return {
    kind: 'ok',
    value: { cards, more: pages === undefined ? cards.length >= defaultPerPage : call.page < pages },
  };
}

const AddAnswer = z.object({ gift_card: GiftCardAnswer });

/** Error codes are not documented, so this looks for the usual words for "already exists". */
const saysDuplicate = /duplicat|already|\bexists\b|taken|added before/i;

/** `there-already`: the customer already has this card at this merchant. */
export type Addition = { kind: 'added'; card: AddedGiftCard } | { kind: 'there-already'; status: number };

/**
 * `POST /gift_cards` as the member with the token `bearer`. Safe to repeat: a card is never added twice. The outcome contains neither the
 * number nor the PIN; error texts are dropped, because they may quote them.
 * @see https://docs.thanx.com (Consumer API, Add Gift Card)
 */
export async function addGiftCard(
  connection: Connection,
  call: { clientId: string; bearer: string; providerId: string; card: GiftCard },
  timing: Timing,
): Promise<ThanxOutcome<Addition>> {
  const { number, pin } = call.card;
  const request = {
    method: 'POST',
    path: '/gift_cards',
    headers: thanxHeaders({ clientId: call.clientId }, call.bearer),
    body: JSON.stringify({ provider_id: call.providerId, card_number: number, ...(pin !== undefined && { pin }) }),
  } as const;
  const sent = await send(connection, request, timing);
  const outcome = readAnswer(sent, AddAnswer);
  if (outcome.kind === 'ok') return { kind: 'ok', value: { kind: 'added', card: outcome.value.gift_card } };
  if (outcome.kind !== 'rejected') return outcome;
  const { status, code } = outcome;
  const text = sent.kind === 'answer' ? thanxErrorOf(sent.body).text : '';
  if (saysDuplicate.test(text)) return { kind: 'ok', value: { kind: 'there-already', status } };
  // An error code that contains the number is an echo.
  const isEcho = code !== undefined && [number, pin].some((part) => part !== undefined && code.includes(part));
  return { kind: 'rejected', status, words: '', ...(code !== undefined && !isEcho && { code }) };
}
