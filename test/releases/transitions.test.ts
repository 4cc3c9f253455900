import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { GiftCardsState } from '../../lib/order/gift-card-state.ts';
import type { ReceiptState } from '../../lib/order/receipt-state.ts';
import type { ThankuState } from '../../lib/order/thanku-state.ts';
import type { ShopControl } from '../../lib/store/control.ts';
import * as braked from '../../lib/order/braked.ts';
import * as byHand from '../../lib/order/by-hand.ts';
import * as cards from '../../lib/order/gift-card-transitions.ts';
import * as inSight from '../../lib/order/in-sight.ts';
import * as receiptFollow from '../../lib/order/receipt-follow.ts';
import * as receiptShelves from '../../lib/order/receipt-shelves.ts';
import * as receiptState from '../../lib/order/receipt-state.ts';
import * as receipts from '../../lib/order/receipt-transitions.ts';
import * as receiptUnknown from '../../lib/order/receipt-unknown.ts';
import * as reversal from '../../lib/order/reversal.ts';
import * as thankuShelves from '../../lib/order/thanku-shelves.ts';
import * as thankus from '../../lib/order/thanku-transitions.ts';
import * as control from '../../lib/store/control.ts';
import * as trial from '../../lib/store/trial.ts';
import { lost, mark, marked, unmarked } from './marks.ts';

const nowMs = Date.parse('2026-03-01T12:00:00.000Z');
const at = '2026-03-01T10:00:00.000Z';
const later = '2026-03-01T11:00:00.000Z';
const ids = { shop: 'oak-shop', pid: 'oak-shop-1', orderId: '1' };
const times = { createdAt: at, updatedAt: at, notBefore: 0 };
const lastError = { at, code: 'server error', status: 500 };
const history = [
  { what: 'held', at: 1 },
  { what: 'of a newer version', why: 'x', at: 2 },
];

const order = (differs: Partial<ThankuState> = {}): ThankuState =>
  marked({
    ...ids,
    ...times,
    amount: '10.00',
    currency: 'EUR',
    presentment: { amount: '11.00', currency: 'USD' },
    state: 'waiting',
    attempts: 1,
    receipt: 'wanted',
    lastError,
    history,
    refunds: { r1: '1.00' },
    otherCurrencyRefunds: { r2: { amount: '1.00', currency: 'USD' } },
    stuckSince: { at: 1, dueAt: 5 },
    dueKind: 'thanku',
    dueAt: 5,
    ...differs,
  });
const leased = { id: 'lease', until: nowMs + 1000 };
const reversed = { kind: 'cancelled' as const, at };

const receipt = (differs: Partial<ReceiptState> = {}): ReceiptState =>
  marked({
    ...ids,
    ...times,
    credential: 'main',
    state: 'waiting',
    attempts: 0,
    follow: { merchantId: 'm1', since: 1, customer: ['erased#x'] },
    lastError,
    history,
    stuckSince: { at: 1, dueAt: 5 },
    dueKind: 'receipt',
    dueAt: 5,
    ...differs,
  });
const attempt = { id: 'a', sendBy: 1, deadAt: 2 };
const sent = (differs: Partial<ReceiptState> = {}) => receipt({ state: 'sending', attempt, ...differs });
const unknown = (differs: Partial<ReceiptState> = {}) => receipt({ state: 'unknown', attempt, ...differs });

const row = (differs: Partial<GiftCardsState> = {}): GiftCardsState =>
  marked({
    ...ids,
    ...times,
    credential: 'main',
    cards: [
      { last4: '1234', state: 'waiting', lastError: { at, code: 'x' } },
      { last4: '5678', state: 'added', id: 'c2' },
    ],
    attempts: 0,
    stuckSince: { at: 1, dueAt: 5 },
    dueKind: 'receipt',
    dueAt: 5,
    ...differs,
  });
const card = (state: GiftCardsState['cards'][number]['state'], differs = {}): Partial<GiftCardsState> => ({
  cards: [{ last4: '1234', state, ...differs }],
});
const taken = { attempt: { id: 'a', deadAt: nowMs + 1000 } };

const refused = { pid: 'oak-shop-2', at, status: 400 };
const hold = { reason: 'failures' as const, since: at, probeAt: 1, refused, trial: true as const };
const brake = { reason: 'x', by: 'local:ada', since: at };
const shop = (differs: Partial<ShopControl> = {}): ShopControl =>
  marked({ ordersExist: true, pidPrefix: 'oak-shop-', hold, thankuBrake: brake, thanxBrake: brake, ...differs });

type Run = [input: unknown, output: unknown, replaced?: string[]];
const run = <Row>(input: Row, transition: (row: Row) => unknown, ...replaced: string[]): Run => [
  input,
  transition(input),
  replaced,
];

/**
 * Each transition once, from a row in which every object has an unknown field. After it: the objects that it puts in the place of others, which
 * take their unknown fields with them.
 */
const transitions: Record<string, Run> = {
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

/** Exports of the same files that make no row of a row. */
const others = new Set([
  ...['told', 'isAttemptOpen', 'isLookDue', 'allRefused', 'isUntried', 'brakedUntil', 'probedUntil', 'waitsForHold'],
  ...['undoes', 'isUntouched', 'neverSent', 'waitsSince', 'isReceiptFinal', 'firstGiftCards'],
  // Store.
  ...['shopControl', 'credentialControl', 'fixedTokenControl', 'isProbeDue', 'passage'],
]);

describe('what a newer version wrote in a row', () => {
  it.each(Object.entries(transitions))('outlives %s', (_, [input, output, replaced = []]) => {
    expect(output).toHaveProperty(mark);
    expect(lost(input, output)).toEqual(replaced);
  });

  it('is tried with every transition that there is', async () => {
    const tried = new Set(Object.keys(transitions).map((name) => name.split(/[ ,]/)[0]));
    const files = ['order', 'store'].flatMap((folder) =>
      readdirSync(join('lib', folder)).map((file) => join('lib', folder, file)),
    );
    // Whatever gives a row for a row says so in its signature.
    const gives =
      /(ThankuState|ReceiptState|GiftCardsState|ShopControl|Row|State) \| undefined (=>|\{)|next(Thanku|Receipt)?\(/;
    for (const file of files.filter((one) => gives.test(readFileSync(one, 'utf8')))) {
      const exported = Object.entries(await import(join('../..', file))).filter(([, it]) => typeof it === 'function');
      const untried = exported.map(([name]) => name).filter((name) => !tried.has(name) && !others.has(name));
      expect(untried, file).toEqual([]);
    }
  });
});
