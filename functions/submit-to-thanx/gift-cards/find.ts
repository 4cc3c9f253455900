import type { AddedGiftCard } from '../../../lib/partners/thanx/gift-card.ts';
import { permittedCall, type CallOutcome } from '../../../lib/partners/thanx/permitted-call.ts';
import type { Ports } from '../ports.ts';

/** Nobody has two thousand gift cards at one merchant. An endless list is an error. */
const maxPages = 20;
/** How far Thanx's clock may be behind ours. */
const clockSkewMs = 10 * 60_000;

export interface Sought {
  last4: string;
  providerId: string;
  /** Only cards added after this, ISO 8601: an older card may end in the same four digits. */
  since?: string | undefined;
  /** The ids of the order's other cards. */
  notThese?: readonly string[];
}

type NotFound = { kind: 'absent' };
export type FoundCard =
  | { kind: 'found'; card: AddedGiftCard }
  | NotFound
  | Exclude<CallOutcome<unknown>, { kind: 'ok' }>;

/** Searches the member's cards page by page, each with its own permit. */
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

/** Fields that Thanx leaves out of a list don't rule out a card. */
function isSought(card: AddedGiftCard, { last4, providerId, since, notThese = [] }: Sought): boolean {
  if (notThese.includes(card.id)) return false;
  if (card.last4 !== last4 || (card.providerId ?? providerId) !== providerId) return false;
  const createdMs = Date.parse(card.createdAt ?? '');
  return since === undefined || !(createdMs < Date.parse(since) - clockSkewMs);
}
