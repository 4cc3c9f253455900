import * as z from 'zod';
import { send, type Connection, type Timing } from '../connection.ts';
import { readAnswer, thanxErrorOf, type ThanxOutcome } from './read-answer.ts';
import { thanxHeaders } from './headers.ts';
import type { GiftCard } from '../../sealing/card.ts';
import { type AddedGiftCard, GiftCardAnswer } from './gift-card.ts';

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
    headers: thanxHeaders({ clientId: call.clientId }, call.bearer, timing.now()),
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
