import type * as z from 'zod';
import { hourMs } from '../../lib/durations.ts';
import type { PaidEvent } from '../../lib/order/event.ts';
import { planGiftCards } from '../../lib/order/gift-cards/plan.ts';
import type { GiftCardsState } from '../../lib/order/gift-cards/state.ts';
import { firstGiftCards } from '../../lib/order/gift-cards/claim.ts';
import { isZero } from '../../lib/order/money.ts';
import type { HeldReason, ReversalKind, SkipReason } from '../../lib/order/reasons.ts';
import { planLoyalty } from '../../lib/order/loyalty-plan.ts';
import { roundOf } from '../../lib/order/thanku/limit.ts';
import { spokenLanguage } from '../../lib/order/thanku/message/language.ts';
import { refundsAtClaim, refundsCover } from '../../lib/order/thanku/refunds.ts';
import { undoes } from '../../lib/order/thanku/reversal.ts';
import { givenBy, thankuRequestFor, unwanted } from '../../lib/order/thanku/plan.ts';
import { due, reversalKind, reversalOf, ThankuState } from '../../lib/order/thanku/state.ts';
import { messageGraceMs } from '../../lib/order/grace-periods.ts';
import { encodeRequest } from '../../lib/partners/thanku/postpaid.ts';
import { ThankuRequest } from '../../lib/partners/thanku/request.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';
import { unknownFields } from '../../lib/open-object.ts';
import type { Payload } from '../../lib/store/orders.ts';

/** The facts that decide an order's claim. */
export interface ClaimFacts {
  event: z.infer<typeof PaidEvent>;
  settings: ShopSettings;
  pid: string;
  /** The existing row, from a reversal that came before the order or is now undone. */
  before: ThankuState | undefined;
  /** The customer asked to be erased. */
  erased: boolean;
  /** The tables were restored after it was paid: it may have been thanked before. */
  forgotten: boolean;
  /** Whether the stage simulates all orders. */
  simulateAll: boolean;
  nowMs: number;
}

/** The rows of a claimed order. Without a payload, nothing will be sent. */
export interface ClaimedOrder {
  row: ThankuState;
  payload?: Payload;
  giftCards?: GiftCardsState;
}

/** Decides and freezes everything that will be sent for a paid order. */
export function claimedOrder(facts: ClaimFacts): ClaimedOrder {
  const { event, settings, pid, before, erased, simulateAll, nowMs } = facts;
  const { order, shop, changedAt } = event;
  const simulate = simulateAll || settings.thanku.simulate || order.test;
  const forgotten = facts.forgotten && !simulate;
  const at = new Date(nowMs).toISOString();
  const reported = { refunds: order.refunds, refundsComplete: event.refundsComplete, changedAt };
  const known = refundsAtClaim(before ?? {}, reported, order);
  const base: ThankuState = {
    ...unknownFields(ThankuState, before),
    shop,
    pid,
    orderId: order.orderId,
    number: order.number,
    amount: order.amount,
    currency: order.currency,
    presentment: order.presentment,
    presentmentCurrency: order.presentmentCurrency,
    paidAt: order.paidAt,
    changedAt,
    language: spokenLanguage(order.customer.locale),
    state: 'skipped',
    attempts: 0,
    unanswered: 0,
    notBefore: nowMs,
    receipt: 'none',
    // What was reserved for the row that this one replaces is void.
    limitRound: before?.state === 'skipped' ? roundOf(before) + 1 : undefined,
    restored: forgotten ? true : undefined,
    ...known,
    createdAt: before?.state === 'skipped' ? before.createdAt : at,
    updatedAt: at,
  };
  const nothing = (reason: SkipReason | ReversalKind): ClaimedOrder => ({
    // Settles like every order, because an interrupted claim may have left a payload or gift cards.
    row: { ...base, reason, receiptReason: reason, announced: true, dueKind: 'settle', dueAt: nowMs },
  });
  const reversed = reversalAtClaim({ event, before, known, at });
  if (reversed !== undefined) {
    const skipped = nothing(reversalKind(reversed));
    return { ...skipped, row: perhapsThanked({ ...skipped.row, reversed }, nowMs) };
  }
  if (erased) return { row: perhapsThanked(nothing('erased').row, nowMs) };

  const loyalty = planLoyalty(order, settings, pid, simulate);
  const cards = planGiftCards(order, settings, simulate);
  const plan = {
    ...loyalty.frozen,
    ...('plan' in cards && order.giftCards && { giftCards: cards.plan }),
  };
  // A fast clock, or local time sent as UTC, must not delay the order.
  const paidAtMs = Math.min(nowMs, Date.parse(order.paidAt));
  // Test orders show whether the connection works, so they don't wait for cancellations.
  const holdMs = order.test ? 0 : settings.thanku.holdHours * hourMs;
  const notBefore = Math.max(nowMs, paidAtMs + holdMs);
  const sealed = order.giftCards ?? [];
  const giftCards =
    sealed.length > 0
      ? {
          giftCards: firstGiftCards(
            { shop, pid, orderId: order.orderId, giftCards: sealed },
            cards,
            notBefore,
            nowMs,
            forgotten ? (order.orderedAt ?? order.paidAt) : undefined,
          ),
        }
      : {};
  const reason = unwanted(order, settings);
  if (reason !== undefined) {
    if (loyalty.row.receipt === 'none' && plan.giftCards === undefined)
      return { ...giftCards, row: { ...nothing(reason).row, ...loyalty.row } };
    const later = { dueKind: 'thanku' as const, dueAt: notBefore };
    return {
      ...giftCards,
      row: { ...base, ...loyalty.row, ...later, reason, announced: true, notBefore },
      payload: { order, ...plan },
    };
  }
  const request = ThankuRequest.parse(thankuRequestFor(order, settings));
  return {
    ...giftCards,
    row: {
      ...base,
      ...loyalty.row,
      ...(notBefore > nowMs
        ? { state: 'held', reason: 'waiting-for-cancellations' satisfies HeldReason }
        : { state: 'waiting' }),
      ...(simulate && { simulated: true }),
      ...givenBy(request),
      notBefore,
      dueKind: 'thanku',
      // A message was sent. Housekeeping takes over if it's lost.
      dueAt: notBefore > nowMs ? notBefore : nowMs + messageGraceMs,
    },
    payload: { order, thanku: { body: encodeRequest(request), simulate }, ...plan },
  };
}

/** If a restored table may have forgotten its ThankU, the reversal is published, and a person looks into it. */
function perhapsThanked(row: ThankuState, nowMs: number): ThankuState {
  if (row.restored !== true) return row;
  const reversed = row.reversed ?? reversalOf('erased', row.updatedAt);
  return due({ ...row, reversed, stuck: 'perhaps-thanked' }, nowMs);
}

/** What keeps a claimed order from being thanked: an earlier reversal that isn't undone, or a full refund. */
function reversalAtClaim({
  event: { order, changedAt },
  before,
  known,
  at,
}: Pick<ClaimFacts, 'event' | 'before'> & {
  known: Parameters<typeof refundsCover>[0];
  at: string;
}): ThankuState['reversed'] {
  // Platforms send all their test notifications about the same order.
  if (order.test) return undefined;
  if (before?.reversed !== undefined && !undoes(changedAt, before)) return before.reversed;
  if (order.refunds.length > 0 && isZero(order)) return { kind: 'refunded', at: changedAt ?? at };
  return refundsCover(known, order) ? { kind: 'refunded', at } : undefined;
}
