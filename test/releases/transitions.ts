import * as cardClaim from '../../lib/order/gift-cards/claim.ts';
import * as cardSettling from '../../lib/order/gift-cards/settling.ts';
import * as cards from '../../lib/order/gift-cards/transitions.ts';
import * as orderDue from '../../lib/order/due.ts';
import * as cardRepair from '../../lib/order/gift-cards/repair.ts';
import * as cardState from '../../lib/order/gift-cards/state.ts';
import * as cardStops from '../../lib/order/gift-cards/stopping.ts';
import { cardsRestored } from '../../lib/order/gift-cards/restored.ts';
import { receiptRestored, restoredButNobodys } from '../../lib/order/receipt/restored.ts';
import { thankuRestored } from '../../lib/order/thanku/restored.ts';
import * as receiptRepair from '../../lib/order/receipt/repair.ts';
import * as receiptStops from '../../lib/order/receipt/stopping.ts';
import * as thankuLimit from '../../lib/order/thanku/limit.ts';
import * as thankuRepair from '../../lib/order/thanku/repair.ts';
import * as thankuState from '../../lib/order/thanku/state.ts';
import * as thankuStops from '../../lib/order/thanku/stopping.ts';
import * as receiptFollow from '../../lib/order/receipt/poll.ts';
import * as receiptShelves from '../../lib/order/receipt/settling.ts';
import * as receiptState from '../../lib/order/receipt/state.ts';
import * as receipts from '../../lib/order/receipt/transitions.ts';
import * as receiptUnknown from '../../lib/order/receipt/unknown.ts';
import * as reversal from '../../lib/order/thanku/reversal.ts';
import * as thankuShelves from '../../lib/order/thanku/settling.ts';
import * as thankus from '../../lib/order/thanku/transitions.ts';
import * as circuit from '../../lib/circuit/circuit.ts';
import * as trial from '../../lib/circuit/trial.ts';
import { basketTransitions } from './basket-transitions.ts';
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
import { noticeTransitions } from './notice-transitions.ts';
import { run, type Run } from './run.ts';

const unannounced = order({ state: 'failed', announced: false, announcingUntil: 1 });
const reservation = { pid: 'oak-1', id: 'r1', round: 0, units: 1, day: '2026-10-05', at: nowMs };

/**
 * Each transition once, from a row in which every object has an unknown field. After it: the objects that it puts in the place of others, which
 * take their unknown fields with them.
 */
export const transitions: Record<string, Run> = {
  nextThanku: run(order(), (one) => thankuState.nextThanku(one, nowMs, { reason: 'braked' })),
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
  announced: run(unannounced, (one) => thankuShelves.announced(one, one, nowMs)),
  receiptDecided: run(order(), (one) => thankuShelves.receiptDecided(one, 'created', undefined, nowMs)),
  settled: run(order({ state: 'posted', receipt: 'none', history: [{ what: 'failed', words: 'w', at: 1 }] }), (one) =>
    thankuShelves.settled(one, true, nowMs),
  ),
  payloadFree: run(order({ payloadUntil: nowMs }), thankuShelves.payloadFree),
  woken: run(order(), (one) => thankuShelves.woken(one, nowMs)),
  thankuRestored: run(order({ simulated: undefined }), (one) => thankuRestored(one, nowMs)),
  retriedManually: run(order({ state: 'failed' }), (one) => thankuRepair.retriedManually(one, nowMs)),
  expedited: run(order({ notBefore: nowMs + 1 }), (one) => thankuRepair.expedited(one, nowMs)),
  refrozen: run(order({ attempts: 0 }), (one) =>
    thankuRepair.refrozen(one, one, { frozen: 'f', cause: 'PlantTrees', impact: 1 }, nowMs),
  ),
  lookedInto: run(order({ state: 'posted', dueKind: 'stuck', stuck: 'reinstated' }), (one) =>
    thankuRepair.lookedInto(one, nowMs),
  ),
  resumed: run(order({ state: 'held', reason: 'braked' }), (one) => thankuStops.resumed(one, nowMs)),
  stillStopped: run(order({ state: 'held', reason: 'braked' }), (one) => thankuStops.stillStopped(one, 9, nowMs)),
  countedWith: run(
    order({ attempts: 0, unanswered: 0, lease: undefined, counted: undefined, simulated: undefined }),
    (one) => thankuLimit.countedWith(one, reservation),
  ),
  heldForLimit: run(order(), (one) => thankuLimit.heldForLimit(one, 9, nowMs)),
  releasedByLimit: run(order({ state: 'held', reason: 'limit' }), (one) => thankuLimit.releasedByLimit(one, nowMs)),
  skippedForLimit: run(order(), (one) => thankuLimit.skippedForLimit(one, nowMs)),
  countVoided: run(order(), (one) => thankuLimit.countVoided(one, nowMs)),
  voidedFor: run(order({ state: 'simulated' }), (one) => thankuLimit.voidedFor(one, reservation, nowMs)),
  probes: run(order({ state: 'held', reason: 'held-moved' }), (one) => thankuStops.probes(one, nowMs)),
  reversed: run(order({ attempts: 0 }), (one) => reversal.reversed(one, { kind: 'cancelled', at }, nowMs)),
  'reversed once more': run(
    order({ state: 'skipped', reason: 'unpaid', reversed: { kind: 'cancelled', as: 'unpaid', at } }),
    (one) => reversal.reversed(one, { kind: 'cancelled', at: later }, nowMs),
  ),
  reversalPublished: run(order({ state: 'posted', reversed }), (one) => reversal.reversalPublished(one, one)),
  refunded: run(order(), (one) =>
    reversal.refunded(one, { full: false, at, refunds: [{ id: 'r3', amount: '2.00' }] }, nowMs),
  ),
  reinstatedTooLate: run(order({ state: 'posted', reversed }), (one) => reversal.reinstatedTooLate(one, true, nowMs)),
  keptInSight: run(order({ dueKind: 'stuck' }), (one) => orderDue.keptInSight(one, 9)),
  noLongerInSight: run(order({ dueKind: 'stuck' }), (one) => orderDue.noLongerInSight(one)),

  due: run(order(), (one) => thankuState.due(one, 9)),
  nextGiftCards: run(row(), (one) => cardState.nextGiftCards(one, nowMs, { dueAt: 9 })),
  nextReceipt: run(receipt(), (one) => receiptState.nextReceipt(one, nowMs, {})),
  sending: run(receipt(), (one) => receipts.sending(one, attempt, nowMs)),
  submitted: run(sent({ follow: undefined }), (one) =>
    receipts.submitted(one, { id: 'r', userId: 'u' }, { merchantId: 'm1', purchasedAtMs: 1, customer: [] }, nowMs),
  ),
  deferred: run(sent(), (one) => receipts.deferred(one, 'a', 9, nowMs)),
  rejected: run(sent(), (one) => receipts.rejected(one, 'a', 'rejected', lastError, nowMs), '.lastError'),
  receiptSkipped: run(receipt(), (one) => receipts.receiptSkipped(one, 'cancelled', nowMs)),
  receiptAnnounced: run(receipt({ announced: false }), (one) => receipts.receiptAnnounced(one, nowMs)),
  receiptSettled: run(receipt({ state: 'submitted', userId: 'u' }), (one) =>
    receiptShelves.receiptSettled(one, true, nowMs),
  ),
  receiptWoken: run(receipt(), (one) => receiptShelves.receiptWoken(one, nowMs)),
  sendingStill: run(sent({ dueAt: 0 }), (one) => receiptShelves.sendingStill(one, 0)),
  becameUnknown: run(sent(), (one) => receiptUnknown.becameUnknown(one, 'a', lastError, nowMs), '.lastError'),
  notFound: run(unknown(), (one) => receiptUnknown.notFound(one, 'a', { startedMs: nowMs, endedMs: nowMs })),
  'notFound twice': run(unknown({ negatives: [1] }), (one) =>
    receiptUnknown.notFound(one, 'a', { startedMs: nowMs, endedMs: nowMs }),
  ),
  lookAgainManually: run(unknown({ dueKind: 'stuck' }), (one) => receiptUnknown.lookAgainManually(one, nowMs)),
  lookFailed: run(unknown({ lookedForSince: nowMs }), (one) => receiptUnknown.lookFailed(one, 'a', undefined, nowMs)),
  handedOver: run(unknown(), (one) => receiptUnknown.handedOver(one, 'a', 'not-there', nowMs)),
  pollWoken: run(
    receipt({ dueKind: 'follow', userId: 'u', follow: { merchantId: 'm', since: nowMs, customer: [] } }),
    (one) => receiptFollow.pollWoken(one, nowMs),
  ),
  decided: run(receipt({ state: 'submitted', id: 'r' }), (one) =>
    receiptFollow.decided(one, 'r', { state: 'applied' }, nowMs),
  ),
  decisionPublished: run(receipt({ state: 'applied', announced: false }), (one) =>
    receiptFollow.decisionPublished(one, nowMs),
  ),
  duplicatesSeen: run(receipt({ id: 'r' }), (one) => receiptFollow.duplicatesSeen(one, ['r', 's'], nowMs)),
  pollingStopped: run(receipt(), (one) => receiptFollow.pollingStopped(one, nowMs)),
  onlyPolled: run(receipt({ purchasedAtMs: nowMs }), (one) => receiptFollow.onlyPolled(one, nowMs)),
  receiptExpedited: run(receipt({ notBefore: nowMs + 1 }), (one) => receiptRepair.receiptExpedited(one, nowMs)),
  receiptRestored: run(receipt(), (one) => receiptRestored(one, nowMs)),
  restoredButNobodys: run(receipt({ state: 'unknown', attempt }), (one) =>
    restoredButNobodys(one, attempt.id, 'no-email', nowMs),
  ),
  receiptRetriedManually: run(receipt({ state: 'rejected' }), (one) =>
    receiptRepair.receiptRetriedManually(one, nowMs),
  ),
  receiptRefrozen: run(receipt({ state: 'rejected' }), (one) =>
    receiptRepair.receiptRefrozen(one, one, { frozen: 'f', credential: 'main', amount: '1.00' }, nowMs),
  ),
  resolvedSubmitted: run(unknown(), (one) => receiptRepair.resolvedSubmitted(one, 'a', 'r', nowMs)),
  resolvedNotSent: run(unknown(), (one) => receiptRepair.resolvedNotSent(one, 'a', { sendable: true }, nowMs)),
  receiptStillStopped: run(receipt({ waitsFor: 'brake' }), (one) => receiptStops.receiptStillStopped(one, 9, nowMs)),
  receiptProbes: run(receipt({ waitsFor: 'hold' }), (one) => receiptStops.receiptProbes(one, nowMs)),
  receiptStopped: run(receipt(), (one) => receiptStops.receiptStopped(one, 'brake', 9, nowMs)),
  lookStopped: run(unknown(), (one) => receiptStops.lookStopped(one, 9, nowMs)),
  receiptResumed: run(receipt({ waitsFor: 'brake' }), (one) => receiptStops.receiptResumed(one, nowMs)),

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
  begunAgain: run(
    row(card('skipped')),
    (one) => cardClaim.begunAgain(one, unmarked(row(card('waiting')))),
    '.stuckSince',
  ),
  cardsAnnounced: run(row({ ...card('rejected'), announced: false }), (one) => cards.cardsAnnounced(one, nowMs)),
  cardsSettled: run(row(card('added')), (one) => cardSettling.cardsSettled(one, true, nowMs)),
  cardsWoken: run(row(), (one) => cardSettling.cardsWoken(one, nowMs)),
  cardsExpedited: run(row({ notBefore: nowMs + 1 }), (one) => cardRepair.cardsExpedited(one, nowMs)),
  cardsRestored: run(row(card('waiting')), (one) => cardsRestored(one, nowMs)),
  cardsRetriedManually: run(row(card('rejected')), (one) => cardRepair.cardsRetriedManually(one, nowMs)),
  cardsStillStopped: run(row({ waitsFor: 'brake' }), (one) => cardStops.cardsStillStopped(one, 9, nowMs)),
  cardsProbe: run(row({ waitsFor: 'hold' }), (one) => cardStops.cardsProbe(one, nowMs)),
  cardsStopped: run(row(), (one) => cardStops.cardsStopped(one, 'brake', 9, nowMs)),
  cardsResumed: run(row({ waitsFor: 'brake' }), (one) => cardStops.cardsResumed(one, nowMs)),

  afterRefusal: run(
    shop(),
    (one) => trial.afterRefusal(one, { ...refused, pid: 'other' }, nowMs).shop,
    '.hold.refused',
  ),
  'afterRefusal, the same order': run(shop(), (one) => trial.afterRefusal(one, refused, nowMs).shop, '.hold.refused'),
  afterAcceptance: run(shop(), (one) => trial.afterAcceptance(one, { since: at, test: false }, nowMs)),
  'afterAcceptance of a test': run(shop(), (one) => trial.afterAcceptance(one, { since: at, test: true }, nowMs)),
  probeAgain: run(shop(), (one) => trial.probeAgain(one, at, 9)),
  openedCircuit: run(shop(), (one) => ({
    ...one,
    hold: circuit.openedCircuit(one.hold, { reason: 'moved', probeAt: 9 }, nowMs),
  })),

  ...basketTransitions,
  ...noticeTransitions,
};
