import * as braked from '../../lib/order/braked.ts';
import * as byHand from '../../lib/order/by-hand.ts';
import * as cards from '../../lib/order/gift-cards/transitions.ts';
import * as inSight from '../../lib/order/in-sight.ts';
import * as receiptFollow from '../../lib/order/receipt/poll.ts';
import * as receiptShelves from '../../lib/order/receipt/settling.ts';
import * as receiptState from '../../lib/order/receipt/state.ts';
import * as receipts from '../../lib/order/receipt/transitions.ts';
import * as receiptUnknown from '../../lib/order/receipt/unknown.ts';
import * as reversal from '../../lib/order/thanku/reversal.ts';
import * as thankuShelves from '../../lib/order/thanku/settling.ts';
import * as thankus from '../../lib/order/thanku/transitions.ts';
import * as control from '../../lib/store/control.ts';
import * as trial from '../../lib/circuit/trial.ts';
import {
  nowMs,
  at,
  later,
  lastError,
  order,
  leased,
  reversed,
  receipt,
  attempt,
  sent,
  unknown,
  row,
  card,
  taken,
  refused,
  shop,
} from './marked-rows.ts';
import { unmarked } from './marks.ts';

export type Run = [input: unknown, output: unknown, replaced?: string[]];
const run = <Row>(input: Row, transition: (row: Row) => unknown, ...replaced: string[]): Run => [
  input,
  transition(input),
  replaced,
];

/**
 * Each transition once, from a row in which every object has an unknown field. After it: the objects that it puts in the place of others, which
 * take their unknown fields with them.
 */
export const transitions: Record<string, Run> = {
  nextThanku: run(order(), (one) => thankus.nextThanku(one, nowMs, { reason: 'x' })),
  lease: run(order(), (one) => thankus.lease(one, leased, nowMs)),
  posted: run(order({ reversed, lease: leased }), (one) => thankus.posted(one, { id: 'x' }, false, nowMs)),
  retried: run(order({ lease: leased }), (one) => thankus.retried(one, 'lease', lastError, 9, nowMs), '.lastError'),
  held: run(order(), (one) => thankus.held(one, 'braked', 9, nowMs)),
  leaseGivenBack: run(order({ lease: leased }), (one) => thankus.leaseGivenBack(one, 'lease', nowMs)),
  failed: run(
    order({ lease: leased }),
    (one) => thankus.failed(one, 'lease', { reason: 'rejected', refused: true }, lastError, nowMs),
    '.lastError',
  ),
  skipped: run(order({ reversed }), (one) => thankus.skipped(one, 'cancelled', nowMs)),
  announcing: run(order({ announced: false }), (one) => thankuShelves.announcing(one, nowMs)),
  announced: run(order({ state: 'failed', announced: false, announcingUntil: 1 }), (one) =>
    thankuShelves.announced(one, nowMs),
  ),
  receiptDecided: run(order(), (one) => thankuShelves.receiptDecided(one, 'created', undefined, nowMs)),
  settled: run(order({ state: 'posted', receipt: 'none', history: [{ what: 'failed', words: 'w', at: 1 }] }), (one) =>
    thankuShelves.settled(one, true, nowMs),
  ),
  woken: run(order(), (one) => thankuShelves.woken(one, nowMs)),
  retriedByHand: run(order({ state: 'failed' }), (one) => byHand.retriedByHand(one, nowMs)),
  hurriedByHand: run(order({ notBefore: nowMs + 1 }), (one) => byHand.hurriedByHand(one, nowMs)),
  refrozen: run(order({ attempts: 0 }), (one) =>
    byHand.refrozen(one, one, { frozen: 'f', cause: 'PlantTrees', impact: 1 }, nowMs),
  ),
  seenByHand: run(order({ state: 'posted', dueKind: 'stuck', stuck: 'reinstated' }), (one) =>
    byHand.seenByHand(one, nowMs),
  ),
  released: run(order({ state: 'held', reason: 'braked' }), (one) => braked.released(one, nowMs)),
  stillHeld: run(order({ state: 'held', reason: 'braked' }), (one) => braked.stillHeld(one, 9, nowMs)),
  carries: run(order({ state: 'held', reason: 'held-moved' }), (one) => braked.carries(one, nowMs)),
  reversed: run(order({ attempts: 0 }), (one) => reversal.reversed(one, { kind: 'cancelled', at }, nowMs)),
  'reversed once more': run(
    order({ state: 'skipped', reason: 'unpaid', reversed: { kind: 'cancelled', as: 'unpaid', at } }),
    (one) => reversal.reversed(one, { kind: 'cancelled', at: later }, nowMs),
  ),
  reversalTold: run(order({ state: 'posted', reversed }), (one) => reversal.reversalTold(one, one)),
  refunded: run(order(), (one) =>
    reversal.refunded(one, { full: false, at, refunds: [{ id: 'r3', amount: '2.00' }] }, nowMs),
  ),
  reinstatedTooLate: run(order({ state: 'posted', reversed }), (one) => reversal.reinstatedTooLate(one, true, nowMs)),
  keptInSight: run(order({ dueKind: 'stuck' }), (one) => inSight.keptInSight(one, 9)),
  noLongerInSight: run(order({ dueKind: 'stuck' }), (one) => inSight.noLongerInSight(one)),

  nextReceipt: run(receipt(), (one) => receiptState.nextReceipt(one, nowMs, {})),
  receiptHappened: run(receipt(), (one) => receiptState.receiptHappened(one, nowMs, { what: 'decided' }, {})),
  sending: run(receipt(), (one) => receipts.sending(one, attempt, nowMs)),
  submitted: run(sent({ follow: undefined }), (one) =>
    receipts.submitted(one, { id: 'r', userId: 'u' }, { merchantId: 'm1', customer: [] }, nowMs),
  ),
  deferred: run(sent(), (one) => receipts.deferred(one, 'a', 9, nowMs)),
  rejected: run(sent(), (one) => receipts.rejected(one, 'a', 'rejected', lastError, nowMs), '.lastError'),
  receiptSkipped: run(receipt(), (one) => receipts.receiptSkipped(one, 'cancelled', nowMs)),
  receiptAnnounced: run(receipt({ announced: false }), (one) => receipts.receiptAnnounced(one, nowMs)),
  receiptSettled: run(receipt({ state: 'submitted', userId: 'u' }), (one) =>
    receiptShelves.receiptSettled(one, true, nowMs),
  ),
  receiptWoken: run(receipt(), (one) => receiptShelves.receiptWoken(one, nowMs)),
  becameUnknown: run(sent(), (one) => receiptUnknown.becameUnknown(one, 'a', lastError, nowMs), '.lastError'),
  notFound: run(unknown(), (one) => receiptUnknown.notFound(one, 'a', { startedMs: nowMs, endedMs: nowMs })),
  'notFound twice': run(unknown({ negatives: [1] }), (one) =>
    receiptUnknown.notFound(one, 'a', { startedMs: nowMs, endedMs: nowMs }),
  ),
  lookAgainByHand: run(unknown({ dueKind: 'stuck' }), (one) => receiptUnknown.lookAgainByHand(one, nowMs)),
  lookFailed: run(unknown({ lookedForSince: nowMs }), (one) => receiptUnknown.lookFailed(one, 'a', undefined, nowMs)),
  handedOver: run(unknown(), (one) => receiptUnknown.handedOver(one, 'a', 'not-there', nowMs)),
  followWoken: run(
    receipt({ dueKind: 'follow', userId: 'u', follow: { merchantId: 'm', since: nowMs, customer: [] } }),
    (one) => receiptFollow.followWoken(one, nowMs),
  ),
  decided: run(receipt({ state: 'submitted', id: 'r' }), (one) =>
    receiptFollow.decided(one, 'r', { state: 'applied' }, nowMs),
  ),
  decisionTold: run(receipt({ state: 'applied', announced: false }), (one) => receiptFollow.decisionTold(one, nowMs)),
  duplicatesSeen: run(receipt({ id: 'r' }), (one) => receiptFollow.duplicatesSeen(one, ['r', 's'], nowMs)),
  unfollowed: run(receipt(), (one) => receiptFollow.unfollowed(one, nowMs)),
  receiptHurriedByHand: run(receipt({ notBefore: nowMs + 1 }), (one) => byHand.receiptHurriedByHand(one, nowMs)),
  receiptRetriedByHand: run(receipt({ state: 'rejected' }), (one) => byHand.receiptRetriedByHand(one, nowMs)),
  receiptRefrozen: run(receipt({ state: 'rejected' }), (one) =>
    byHand.receiptRefrozen(one, one, { frozen: 'f', credential: 'main' }, nowMs),
  ),
  resolvedSubmitted: run(unknown(), (one) => byHand.resolvedSubmitted(one, 'a', 'r', nowMs)),
  resolvedNotSent: run(unknown(), (one) => byHand.resolvedNotSent(one, 'a', { sendable: true }, nowMs)),
  receiptStillHeld: run(receipt({ waitsFor: 'brake' }), (one) => braked.receiptStillHeld(one, 9, nowMs)),
  receiptCarries: run(receipt({ waitsFor: 'hold' }), (one) => braked.receiptCarries(one, nowMs)),
  receiptHeld: run(receipt(), (one) => braked.receiptHeld(one, 'brake', 9, nowMs)),
  lookHeld: run(unknown(), (one) => braked.lookHeld(one, 9, nowMs)),
  receiptReleased: run(receipt({ waitsFor: 'brake' }), (one) => braked.receiptReleased(one, nowMs)),

  cardsTaken: run(row(card('sending')), (one) => cards.cardsTaken(one, taken.attempt, nowMs)),
  cardSending: run(row(taken), (one) => cards.cardSending(one, 'a', 0, nowMs)),
  cardAdded: run(row({ ...taken, ...card('sending') }), (one) => cards.cardAdded(one, 0, { id: 'c' }, nowMs)),
  cardEnded: run(row({ ...taken, ...card('sending') }), (one) =>
    cards.cardEnded(one, 'a', 0, { state: 'rejected', reason: 'rejected' }, nowMs),
  ),
  cardsDeferred: run(row({ ...taken, ...card('sending') }), (one) =>
    cards.cardsDeferred(one, 'a', 9, nowMs, { byMessage: true, error: lastError }),
  ),
  cardsSkipped: run(row(), (one) => cards.cardsSkipped(one, 'cancelled', nowMs)),
  begunAgain: run(row(card('skipped')), (one) => cards.begunAgain(one, unmarked(row(card('waiting')))), '.stuckSince'),
  cardsAnnounced: run(row({ ...card('rejected'), announced: false }), (one) => cards.cardsAnnounced(one, nowMs)),
  cardsSettled: run(row(card('added')), (one) => cards.cardsSettled(one, true, nowMs)),
  cardsWoken: run(row(), (one) => cards.cardsWoken(one, nowMs)),
  cardsHurriedByHand: run(row({ notBefore: nowMs + 1 }), (one) => byHand.cardsHurriedByHand(one, nowMs)),
  cardsRetriedByHand: run(row(card('rejected')), (one) => byHand.cardsRetriedByHand(one, nowMs)),
  cardsStillHeld: run(row({ waitsFor: 'brake' }), (one) => braked.cardsStillHeld(one, 9, nowMs)),
  cardsCarry: run(row({ waitsFor: 'hold' }), (one) => braked.cardsCarry(one, nowMs)),
  cardsHeld: run(row(), (one) => braked.cardsHeld(one, 'brake', 9, nowMs)),
  cardsReleased: run(row({ waitsFor: 'brake' }), (one) => braked.cardsReleased(one, nowMs)),

  afterRefusal: run(
    shop(),
    (one) => trial.afterRefusal(one, { ...refused, pid: 'other' }, nowMs).shop,
    '.hold.refused',
  ),
  'afterRefusal, the same order': run(shop(), (one) => trial.afterRefusal(one, refused, nowMs).shop, '.hold.refused'),
  afterAcceptance: run(shop(), (one) => trial.afterAcceptance(one, { since: at, test: false }, nowMs)),
  'afterAcceptance of a test': run(shop(), (one) => trial.afterAcceptance(one, { since: at, test: true }, nowMs)),
  probeAgain: run(shop(), (one) => trial.probeAgain(one, at, 9)),
  heldFrom: run(shop(), (one) => ({
    ...one,
    hold: control.heldFrom(one.hold, { reason: 'moved', probeAt: 9 }, nowMs),
  })),
};
