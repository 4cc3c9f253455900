import type { CallError } from '../../../lib/order/history.ts';
import type { GiftCardRejection } from '../../../lib/order/reasons.ts';
import type { Addition } from '../../../lib/partners/thanx/add-gift-card.ts';
import type { Verdict } from '../../../lib/queue/consume.ts';
import type { ThanxAction } from '../action.ts';
import { closeCircuit } from '../circuit.ts';
import { rereadCredential, whoIsRefused } from '../credential.ts';
import type { FoundCard } from './find.ts';
import {
  cardIsAdded,
  deferCards,
  isLastTry,
  openCircuitForCards,
  rejectCard,
  retryCard,
  skipCard,
  type NextCard,
  type Turn,
} from './moves.ts';

/** Searches for the card at Thanx. @param since only cards added after this, ISO 8601 */
export type Find = (since: string | undefined) => Promise<FoundCard>;

/** Thanx answered that the card is added, or was already there. */
export async function recordAddition(turn: Turn, index: number, addition: Addition, find: Find) {
  await closeCircuit(turn.ports);
  if (addition.kind === 'added') return await cardIsAdded(turn, index, addition.card);
  const error = { code: 'duplicate', status: addition.status };
  return await addedOrRejected(turn, index, 'duplicate', error, () => find(undefined));
}

/** Records a failed call. Requesting a token and adding a card can both be repeated safely. */
export async function applyToCard(
  turn: Turn,
  index: number,
  action: ThanxAction,
  find: Find | undefined,
): Promise<Verdict | NextCard> {
  const { ports } = turn;
  const { firstSentAt } = turn.row.cards[index] ?? {};
  switch (action.do) {
    case 'defer':
      return await deferCards(turn, action.untilMs);
    case 'retry':
      return await retryCard(turn, index, action.error);
    case 'find-out':
      // A person must decide next, but only if the card isn't at Thanx.
      return find !== undefined && isLastTry(turn)
        ? await addedOrRejected(turn, index, 'gave-up', action.error, () => find(firstSentAt))
        : await retryCard(turn, index, action.error, true);
    case 'open-circuit':
      return await openCircuitForCards(turn, action.reason, action.status);
    case 'reread-credential': {
      const reread = await rereadCredential(ports, turn.credential);
      if (reread === 'replaced') return await deferCards(turn, ports.now() + 1000);
      return await openCircuitForCards(turn, reread, reread === 'unauthorized' ? action.status : undefined);
    }
    case 'ask-scopes':
      return await refusedToken(turn, index, action.status);
    case 'skip':
      return await skipCard(turn, index, action.reason);
    case 'reject': {
      // No error code proves that a card is there: an earlier attempt may have added it.
      const look = find === undefined || firstSentAt === undefined ? nothingToFind : () => find(firstSentAt);
      return await addedOrRejected(turn, index, 'rejected', action.error, look);
    }
  }
}

const nothingToFind = (): Promise<FoundCard> => Promise.resolve({ kind: 'absent' });

/** A refused card counts as added if Thanx has it. */
async function addedOrRejected(
  turn: Turn,
  index: number,
  reason: GiftCardRejection,
  error: CallError,
  look: () => Promise<FoundCard>,
): Promise<Verdict | NextCard> {
  const found = await look();
  switch (found.kind) {
    case 'found':
      return await cardIsAdded(turn, index, found.card);
    case 'absent':
      return await rejectCard(turn, index, reason, error);
    case 'later':
      return await deferCards(turn, found.retryAtMs, { unknown: true });
    default:
      // It may be there, but the search failed. It is searched for again.
      return await retryCard(turn, index, error, true);
  }
}

/** Thanx refused a fresh user token, because of this customer or our credential. */
async function refusedToken(turn: Turn, index: number, status: number): Promise<Verdict | NextCard> {
  const error = { code: 'unauthorized', status };
  const answer = await whoIsRefused(turn.ports, turn.remainingMs);
  switch (answer.who) {
    case 'customer':
      return await rejectCard(turn, index, 'unauthorized', error);
    case 'credential':
      return await openCircuitForCards(turn, answer.reason, answer.status);
    case 'unclear':
      return await retryCard(turn, index, error);
  }
}
