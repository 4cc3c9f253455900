import type { AddedGiftCard } from '../../../lib/partners/thanx/gift-cards.ts';
import { permittedCall, type CallOutcome } from '../../../lib/partners/thanx/permitted-call.ts';
import type { Ports } from '../ports.ts';

/** Nobody has two thousand gift cards at one merchant; a list without an end is a fault. */
const maxPages = 20;
/** How far Thanx's clock may be behind ours. */
const clockSkewMs = 10 * 60_000;

export interface Sought {
  last4: string;
  providerId: string;
  /** Only a card that came after this: another one may end in the same four digits. ISO 8601. */
  since?: string | undefined;
  /** The ids of the order's other cards. */
  notThese?: readonly string[];
}

type NotFound = { kind: 'absent' };
export type FoundCard =
  | { kind: 'found'; card: AddedGiftCard }
  | NotFound
  | Exclude<CallOutcome<unknown>, { kind: 'ok' }>;

/** Looks for a card among the member's, page by page, each with a permit of its own. */
export async function findGiftCard(
  ports: Ports,
  whose: { clientId: string; bearer: string },
  sought: Sought,
  remainingMs: () => number,
): Promise<FoundCard> {
  for (let page = 1; page <= maxPages; page++) {
    const outcome = await permittedCall(
      ports,
      remainingMs,
      (connection, timing) => ports.thanx.listGiftCards(connection, { ...whose, page }, timing),
      'poll',
    );
    if (outcome.kind !== 'ok') return outcome;
    const card = outcome.value.cards.find((candidate) => isSought(candidate, sought));
    if (card !== undefined) return { kind: 'found', card };
    if (!outcome.value.more) return { kind: 'absent' };
  }
  return { kind: 'unknown', reason: 'too many pages of gift cards' };
}

/** What Thanx leaves out of a list can't speak against a card. */
function isSought(card: AddedGiftCard, { last4, providerId, since, notThese = [] }: Sought): boolean {
  if (notThese.includes(card.id)) return false;
  if (card.last4 !== last4 || (card.providerId ?? providerId) !== providerId) return false;
  const createdMs = Date.parse(card.createdAt ?? '');
  return since === undefined || !(createdMs < Date.parse(since) - clockSkewMs);
}
