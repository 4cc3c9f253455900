import * as z from 'zod';
import { optionalField } from '../lenient.ts';
import { send, type Connection, type Timing } from '../connection.ts';
import { readAnswer, type ThanxOutcome } from './read-answer.ts';
import { thanxHeaders } from './headers.ts';
import { type AddedGiftCard, GiftCardAnswer } from './gift-card.ts';

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
  const headers = thanxHeaders({ clientId: call.clientId }, call.bearer, timing.now());
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
