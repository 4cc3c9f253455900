import type { GiftCardRejection } from '../../lib/order/reasons.ts';
import type { Addition } from '../../lib/partners/thanx/add-gift-card.ts';
import type { UserToken } from '../../lib/partners/thanx/create-token.ts';
import { done, type Verdict } from '../../lib/queue/consume.ts';
import { secretOrLack } from '../../lib/secrets/lacking.ts';
import type { Found } from './find-gift-card.ts';
import {
  cardIsAdded,
  deferCards,
  holdCards,
  isLastTry,
  rejectCard,
  retryCard,
  skipCard,
  type Turn,
} from './gift-card-moves.ts';
import { liftHold } from './lift-hold.ts';
import { blockMs, permittedCall, type CallOutcome } from '../../lib/partners/thanx/permitted-call.ts';

export type NextCard = 'next-card';

/** No token for the card's owner. Asking for one again is always safe. */
export async function recordTokenForCard(
  turn: Turn,
  index: number,
  outcome: Exclude<CallOutcome<UserToken>, { kind: 'ok' }>,
): Promise<Verdict | NextCard> {
  if (outcome.kind !== 'unauthorized') return await recordCommon(turn, index, outcome);
  const { ports, credential: used } = turn;
  const found = await secretOrLack(ports.credential.refresh());
  if ('lacks' in found) return await holdCards(turn, found.lacks);
  const { secret: credential } = found;
  const rotated = credential.accessToken !== used.accessToken || credential.clientId !== used.clientId;
  return rotated ? await deferCards(turn, ports.now() + 1000) : await holdCards(turn, 'unauthorized', outcome.status);
}

/** What became of the call that adds a card. @param find looks for it at Thanx */
export async function recordCardCall(
  turn: Turn,
  index: number,
  outcome: CallOutcome<Addition>,
  find: (since: string | undefined) => Promise<Found>,
): Promise<Verdict | NextCard> {
  switch (outcome.kind) {
    case 'ok':
      await liftHold(turn.ports);
      if (outcome.value.kind === 'there-already') {
        return await thereOrRefused(turn, index, { reason: 'duplicate', status: outcome.value.status }, () =>
          find(undefined),
        );
      }
      await cardIsAdded(turn, index, outcome.value.card);
      return 'next-card';
    case 'unknown': {
      const error = { code: outcome.reason, status: outcome.status };
      if (!isLastTry(turn)) return await retryCard(turn, index, error, true);
      // A person is asked next: only if it is not there.
      const { firstSentAt } = turn.row.cards[index] ?? {};
      return await thereOrRefused(turn, index, { reason: 'gave-up', ...error }, () => find(firstSentAt));
    }
    case 'unauthorized':
      return await checkCredentialForCard(turn, index, outcome.status);
    case 'rejected': {
      // No code says for certain that a card is there: an earlier attempt may have landed.
      const { firstSentAt } = turn.row.cards[index] ?? {};
      const refusal = { reason: 'rejected', status: outcome.status, code: outcome.code } as const;
      const look = firstSentAt === undefined ? nothingToFind : () => find(firstSentAt);
      return await thereOrRefused(turn, index, refusal, look);
    }
    default:
      return await recordCommon(turn, index, outcome);
  }
}

const nothingToFind = (): Promise<Found> => Promise.resolve({ kind: 'absent' });

/** A refused card is added all the same if it is found at Thanx. */
async function thereOrRefused(
  turn: Turn,
  index: number,
  refusal: { reason: GiftCardRejection; status?: number | undefined; code?: string | undefined },
  look: () => Promise<Found>,
): Promise<Verdict | NextCard> {
  const error = { code: refusal.code ?? refusal.reason, status: refusal.status };
  const found = await look();
  switch (found.kind) {
    case 'found':
      await cardIsAdded(turn, index, found.card);
      return 'next-card';
    case 'absent':
      await rejectCard(turn, index, refusal.reason, error);
      return 'next-card';
    case 'later':
      return await deferCards(turn, found.retryAtMs, { unknown: true });
    default:
      // It may be there, and nobody could look: looked for again.
      return await retryCard(turn, index, error, true);
  }
}

async function recordCommon(
  turn: Turn,
  index: number,
  outcome: Exclude<CallOutcome<unknown>, { kind: 'ok' | 'unauthorized' }>,
): Promise<Verdict | NextCard> {
  const { ports } = turn;
  switch (outcome.kind) {
    case 'closed':
      return done;
    case 'later':
      return await deferCards(turn, outcome.retryAtMs);
    case 'rate-limited':
      return await deferCards(turn, ports.now() + blockMs(outcome.retryAfterMs));
    case 'not-sent':
      return await retryCard(turn, index, { code: outcome.reason });
    case 'unknown':
      return await retryCard(turn, index, { code: outcome.reason, status: outcome.status });
    case 'moved':
      return await holdCards(turn, 'moved', outcome.status);
    case 'no-member':
      await skipCard(turn, index, 'not-a-member');
      return 'next-card';
    case 'no-email':
      await skipCard(turn, index, 'no-email');
      return 'next-card';
    case 'rejected':
      await rejectCard(turn, index, 'rejected', { code: outcome.code ?? 'rejected', status: outcome.status });
      return 'next-card';
  }
}

/** A fresh user token was refused: is it this customer or our credential? `GET /partner/scopes` tells. */
async function checkCredentialForCard(turn: Turn, index: number, status: number): Promise<Verdict | NextCard> {
  const { ports, remainingMs } = turn;
  const found = await secretOrLack(ports.credential.refresh());
  if ('lacks' in found) return await holdCards(turn, found.lacks);
  const { secret: credential } = found;
  const scopes = await permittedCall(ports, remainingMs, (connection, timing) =>
    ports.thanx.getScopes(connection, { credential }, timing),
  );
  if (scopes.kind === 'unauthorized' || scopes.kind === 'moved') {
    return await holdCards(turn, scopes.kind, scopes.status);
  }
  if (scopes.kind !== 'ok') return await retryCard(turn, index, { code: 'unauthorized', status });
  await rejectCard(turn, index, 'unauthorized', { code: 'unauthorized', status });
  return 'next-card';
}
