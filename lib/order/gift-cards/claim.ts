import { unknownFields } from '../../open-object.ts';
import { messageGraceMs } from '../grace-periods.ts';
import type { GiftCardDecision } from './plan.ts';
import { sameCardIn, type SealedGiftCard } from './sealed-card.ts';
import { maybeAdded } from './restored.ts';
import { areCardsFinal, GiftCardsState, GiftCardState } from './state.ts';

/**
 * The first row of an order's cards, written by the claim. If no card will be added, it's settled from the start.
 * @param forgottenSince since when a restored table may have forgotten that they were sent
 */
export function firstGiftCards(
  order: { shop: string; pid: string; orderId: string; giftCards: readonly SealedGiftCard[] },
  decision: GiftCardDecision,
  notBefore: number,
  nowMs: number,
  forgottenSince?: string,
): GiftCardsState {
  const { shop, pid, orderId } = order;
  const at = new Date(nowMs).toISOString();
  const cards = order.giftCards.map((card): GiftCardState => {
    const reason = 'leftOut' in card ? card.leftOut : 'reason' in decision ? decision.reason : undefined;
    if (reason !== undefined) return { last4: card.last4, state: 'skipped', reason };
    const waiting = { last4: card.last4, state: 'waiting' as const };
    return forgottenSince === undefined ? waiting : maybeAdded(waiting, forgottenSince);
  });
  const base = { shop, pid, orderId, cards, attempts: 0, notBefore, createdAt: at, updatedAt: at };
  if (areCardsFinal({ cards }) || 'reason' in decision) return { ...base, settledAt: at };
  const { credential, providerId } = decision.plan;
  return { ...base, credential, providerId, dueKind: 'receipt', dueAt: notBefore + messageGraceMs };
}

/** All were stopped before any attempt began. */
export const neverSent = ({ cards, attempts }: GiftCardsState): boolean =>
  attempts === 0 &&
  cards.every(
    ({ state, firstSentAt, mayBeAdded }) => state === 'skipped' && firstSentAt === undefined && mayBeAdded !== true,
  );

/** The order is claimed again, so its cards start over. `undefined`: some of them may have been sent. */
export function begunAgain(row: GiftCardsState, first: GiftCardsState): GiftCardsState | undefined {
  if (!neverSent(row)) return undefined;
  const cards = first.cards.map((card, index) => {
    const before = sameCardIn(row.cards, first.cards, index);
    return { ...unknownFields(GiftCardState, before), ...card };
  });
  return { ...unknownFields(GiftCardsState, row), ...first, cards };
}
