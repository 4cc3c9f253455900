import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allRefused,
  hurriedByHand,
  isUntried,
  refrozen,
  retriedByHand,
  seenByHand,
} from '../../../../lib/order/by-hand.ts';
import type { ThankuState } from '../../../../lib/order/thanku-state.ts';
import { failed, held, lease, leaseGivenBack, retried } from '../../../../lib/order/thanku-transitions.ts';
import { at, failure, minuteMs, nowMs, thankuRow } from '../rows.ts';

const open = { id: 'other', until: nowMs + 1 };
const request = { frozen: 'second', cause: 'CleanOcean' as const, impact: 2 };
const now = { notBefore: nowMs, dueKind: 'thanku', dueAt: nowMs };

describe('a failed order that gets another chance', () => {
  const failedRow = thankuRow({
    state: 'failed',
    reason: 'gave-up',
    attempts: 7,
    attemptsBefore: 3,
    announced: true,
    announcingUntil: nowMs + minuteMs,
    lease: { ...open, until: nowMs },
    dueKind: 'stuck',
  });

  it('waits to be attempted now, and giving up counts from here', () => {
    const row = retriedByHand(failedRow, nowMs);
    expect(row).toMatchObject({ ...now, state: 'waiting', attempts: 7, attemptsBefore: 7 });
    expect(row?.history).toMatchObject([{ what: 'retried-by-hand', at: nowMs }]);
    // Its new end is to be told too.
    for (const gone of ['reason', 'announced', 'announcingUntil', 'lease'] as const)
      expect(row?.[gone]).toBeUndefined();
  });

  it.each(['early', 'waiting', 'held', 'posted', 'simulated', 'skipped'] as const)('is none that is %s', (state) => {
    expect(retriedByHand({ ...failedRow, state }, nowMs)).toBeUndefined();
  });

  it('is none that a worker is at', () => {
    expect(retriedByHand({ ...failedRow, lease: open }, nowMs)).toBeUndefined();
  });
});

describe('an order that is hurried', () => {
  it.each<[string, Partial<ThankuState>]>([
    ['waits for its next attempt', { notBefore: nowMs + minuteMs }],
    ['waits for a wake-up that may have been lost', { dueAt: nowMs + 1 }],
  ])('%s: it is tried now', (_, differs) => {
    const row = hurriedByHand(thankuRow({ attempts: 2, dueKind: 'settle', ...differs }), nowMs);
    expect(row).toMatchObject({ ...now, state: 'waiting', attempts: 2 });
    expect(row?.history).toMatchObject([{ what: 'retried-by-hand' }]);
  });

  it.each<[string, Partial<ThankuState>]>([
    ['is due anyway', { dueAt: nowMs }],
    ['waits for nothing', { dueAt: undefined }],
    ['a worker is at', { notBefore: nowMs + minuteMs, lease: open }],
    ['an operator holds', { notBefore: nowMs + minuteMs, state: 'held' }],
    ['has failed', { notBefore: nowMs + minuteMs, state: 'failed' }],
  ])('is none that %s', (_, differs) => {
    expect(hurriedByHand(thankuRow(differs), nowMs)).toBeUndefined();
  });
});

/** How an attempt can end, and whether that is a definite no. */
const ends = {
  'a 400': (row: ThankuState) => failed(row, 'me', { reason: 'rejected', refused: true }, failure('x', 400), nowMs),
  'no token': (row: ThankuState) =>
    held(leaseGivenBack(row, 'me', nowMs)!, 'held-no-secret', 0, nowMs, {
      leaseId: undefined,
      error: failure('no-secret'),
    }),
  'no connection': (row: ThankuState) => retried(row, 'me', failure('connect failed'), 0, nowMs, 'nothing-sent'),
  'a 400 while its shop is on hold': (row: ThankuState) =>
    held(row, 'held-failures', 0, nowMs, { leaseId: 'me', error: failure('rejected', 400) }),
  'a 401': (row: ThankuState) =>
    held(row, 'held-unauthorized', 0, nowMs, { leaseId: 'me', error: failure('unauthorized', 401) }),
  'a 500': (row: ThankuState) => retried(row, 'me', failure('server error', 500), 0, nowMs),
  'giving up': (row: ThankuState) => failed(row, 'me', { reason: 'gave-up', refused: false }, failure('x'), nowMs),
  'a worker’s death': (row: ThankuState) => ({ ...row, lease: { id: 'dead', until: nowMs - 1 } }),
};
const definite = new Set<string>(['a 400', 'a 400 while its shop is on hold', 'no token', 'no connection']);

describe('an order may be frozen anew', () => {
  it('exactly if each of its attempts ended in a definite no, whatever was retried by hand in between', () => {
    const attempts = fc.array(fc.constantFrom(...Object.keys(ends)), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(attempts, (ended) => {
        const row = [...ended, 'a 400'].reduce<ThankuState>((before, end) => {
          const leased = lease(retriedByHand(before, nowMs) ?? before, { id: 'me', until: nowMs + 1 }, nowMs);
          return ends[end as keyof typeof ends](leased!)!;
        }, thankuRow());
        const sure = ended.every((end) => definite.has(end));
        expect(row.state).toBe('failed');
        expect(allRefused(row)).toBe(sure);
        expect(refrozen(row, row, request, nowMs)?.state).toBe(sure ? 'waiting' : undefined);
      }),
    );
  });

  const refused = thankuRow({ state: 'failed', reason: 'rejected', attempts: 1, refusals: 1, frozen: 'first' });

  it('after it was refused: it is attempted now, with the new request', () => {
    const row = refrozen(refused, refused, request, nowMs);
    expect(row).toMatchObject({ ...request, ...now, state: 'waiting' });
    expect(row?.history?.map(({ what }) => what)).toEqual(['refrozen-by-hand']);
  });

  it.each(['waiting', 'held'] as const)('before it was ever tried: it waits on, and is %s', (state) => {
    const untried = thankuRow({ state, notBefore: nowMs + minuteMs, dueAt: nowMs + minuteMs });
    const row = refrozen(untried, untried, request, nowMs);
    expect(row).toMatchObject({ ...request, state, notBefore: untried.notBefore, dueAt: untried.dueAt });
    expect(row?.history).toMatchObject([{ what: 'refrozen-by-hand' }]);
  });

  it.each<[string, Partial<ThankuState>]>([
    ['was attempted', { attempts: 2, refusals: 2 }],
    ['was frozen anew', { frozen: 'another' }],
    ['is to be forgotten', { erase: true }],
    ['was thanked', { state: 'posted' }],
  ])('not if it %s meanwhile', (_, differs) => {
    expect(refrozen({ ...refused, ...differs }, refused, request, nowMs)).toBeUndefined();
  });

  it.each<[string, Partial<ThankuState>, boolean]>([
    ['waits and has no attempt', {}, true],
    ['waits and was refused each time', { attempts: 2, refusals: 2 }, true],
    ['waits and may have been thanked', { attempts: 2, refusals: 1 }, false],
    ['has a worker at it', { lease: open }, false],
    ['failed', { state: 'failed' }, false],
  ])('is untried, an order that %s: %3$s', (_, differs, untried) => {
    expect(isUntried(thankuRow(differs))).toBe(untried);
  });

  it('is not refused, an order without an attempt', () => {
    expect(allRefused(thankuRow({ refusals: 0 }))).toBe(false);
  });
});

describe('an order that a person has looked into', () => {
  const waitsForPerson = (differs: Partial<ThankuState> = {}) =>
    thankuRow({ state: 'skipped', stuck: 'perhaps-thanked', dueKind: 'stuck', settledAt: at, ...differs });

  it.each(['perhaps-thanked', 'reinstated'] as const)('waits for nobody any more (%s)', (stuck) => {
    const row = seenByHand(waitsForPerson({ stuck }), nowMs);
    expect(row).toMatchObject({ stuck: 'seen', history: [{ what: 'resolved-by-hand', why: 'seen' }] });
    expect([row?.dueKind, row?.dueAt]).toEqual([undefined, undefined]);
  });

  it.each<[string, Partial<ThankuState>]>([
    ['has something to be told still', { dueKind: 'thanku' }],
    ['failed, and has to be retried or given up', { state: 'failed' }],
    ['nobody had to look into', { stuck: undefined }],
    ['was seen before', { stuck: 'seen' }],
  ])('is none that %s', (_, differs) => {
    expect(seenByHand(waitsForPerson(differs), nowMs)).toBeUndefined();
  });
});
