import type { OpenCircuit } from '../../../lib/circuit/circuit.ts';
import { lastError, type CallError } from '../../../lib/order/history.ts';
import type { GiftCardRejection, GiftCardSkipReason, ReversalKind } from '../../../lib/order/reasons.ts';
import type { GiftCardsState } from '../../../lib/order/gift-cards/state.ts';
import { cardAdded, cardEnded, cardsDeferred, cardsSkipped } from '../../../lib/order/gift-cards/transitions.ts';
import type { AddedGiftCard } from '../../../lib/partners/thanx/gift-card.ts';
import { maxVisibilitySeconds, maxAttempts, retryDelaySeconds } from '../../../lib/queue/backoff.ts';
import { again, done, type Verdict } from '../../../lib/queue/consume.ts';
import type { Lacking } from '../../../lib/secrets/lacking.ts';
import type { ThanxSecret } from '../../../lib/secrets/secrets.ts';
import { keys } from '../../../lib/store/keys.ts';
import type { GiftCardPlan } from '../../../lib/order/gift-cards/plan.ts';
import type { Payload } from '../../../lib/store/orders.ts';
import { cardsWait, isCircuitClosed } from '../wait-on-row.ts';
import type { Ports } from '../ports.ts';
import { openCircuit } from '../circuit.ts';

export type NextCard = 'next-card';

/** One worker's turn at an order's gift cards. */
export interface Turn {
  ports: Ports;
  /** The row after it was claimed. */
  row: GiftCardsState;
  attemptId: string;
  plan: GiftCardPlan;
  order: Payload['order'];
  credential: ThanxSecret;
  /** Set if the order was cancelled or refunded. Cards that certainly weren't sent are then not sent. */
  reversed: ReversalKind | undefined;
  remainingMs: () => number;
}

type Taken = Pick<Turn, 'ports' | 'row' | 'attemptId'>;

const change = ({ ports, row }: Taken, decide: (current: GiftCardsState) => GiftCardsState | undefined) =>
  ports.store.giftCards.change(keys.giftCards(row.shop, row.pid), decide);

/** Ends the turn until `atMs`, epoch ms. If that's soon, its message brings it back, otherwise its row. */
export async function deferCards(
  turn: Taken,
  atMs: number,
  outcome: { error?: CallError; unknown?: boolean } = {},
): Promise<Verdict> {
  const { ports, attemptId } = turn;
  const waitMs = atMs - ports.now();
  const byMessage = waitMs <= maxVisibilitySeconds * 1000;
  const error = outcome.error && { error: lastError(outcome.error, ports.now()) };
  await change(turn, (row) =>
    cardsDeferred(row, attemptId, atMs, ports.now(), { ...error, unknown: outcome.unknown ?? false, byMessage }),
  );
  return byMessage ? again(waitMs / 1000) : done;
}

/** After this attempt, a person must decide. */
export const isLastTry = ({ row }: Taken): boolean => row.attempts + 1 > maxAttempts;

/** Retries with growing delays. Sending a card again is safe. */
export async function retryCard(turn: Taken, index: number, error: CallError, unknown = false): Promise<Verdict> {
  const { ports, row } = turn;
  if (isLastTry(turn)) {
    await rejectCard(turn, index, 'gave-up', error);
    return done;
  }
  const seconds = retryDelaySeconds(row.attempts + 1, ports.retryBaseSeconds, ports.random());
  return await deferCards(turn, ports.now() + seconds * 1000, { error, unknown });
}

/** Ends the turn. The cards wait until the credential's circuit closes. */
export async function cardsWaitForCircuit(turn: Taken, untilMs: number, error?: CallError): Promise<Verdict> {
  const { ports, row, attemptId } = turn;
  return await cardsWait(ports, row, isCircuitClosed(ports.control), (current) =>
    cardsDeferred(current, attemptId, untilMs, ports.now(), {
      ...(error && { error: lastError(error, ports.now()) }),
      byMessage: false,
      waitsFor: 'hold',
    }),
  );
}

/** Opens the credential's circuit, because nothing with it can succeed until somebody acts. Ends the turn. */
export async function openCircuitForCards(
  turn: Taken,
  reason: OpenCircuit['reason'] | Lacking,
  status?: number,
): Promise<Verdict> {
  return await cardsWaitForCircuit(turn, await openCircuit(turn.ports, reason, status), { code: reason, status });
}

export async function cardIsAdded(
  turn: Taken,
  index: number,
  { id, balance, cardState }: AddedGiftCard,
): Promise<NextCard> {
  const added = { id, ...(balance !== undefined && { balance }), ...(cardState !== undefined && { cardState }) };
  await change(turn, (row) => cardAdded(row, index, added, turn.ports.now()));
  turn.ports.telemetry.count('GiftCardAdded');
  return 'next-card';
}

/** Refused for good, unless an operator fixes the cause. */
export async function rejectCard(
  turn: Taken,
  index: number,
  reason: GiftCardRejection,
  error: CallError,
): Promise<NextCard> {
  const { ports, row, attemptId } = turn;
  const { shop, pid } = row;
  const end = { state: 'rejected' as const, reason, lastError: lastError(error, ports.now()) };
  await change(turn, (current) => cardEnded(current, attemptId, index, end, ports.now()));
  ports.telemetry.error('a gift card was refused', { shop, pid, reason, code: error.code, status: error.status });
  return 'next-card';
}

export async function skipCard(turn: Taken, index: number, reason: GiftCardSkipReason): Promise<NextCard> {
  await change(turn, (row) => cardEnded(row, turn.attemptId, index, { state: 'skipped', reason }, turn.ports.now()));
  return 'next-card';
}

/** Stops every card that wasn't sent. With `erased`, stops every unfinished card. */
export async function skipCards(turn: Taken, reason: GiftCardSkipReason): Promise<Verdict> {
  await change(turn, (row) => cardsSkipped(row, reason, turn.ports.now()));
  return done;
}
