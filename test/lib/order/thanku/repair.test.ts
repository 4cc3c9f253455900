import {
  allRefused,
  expedited,
  isUntried,
  lookedInto,
  refrozen,
  retriedManually,
} from '../../../../lib/order/thanku/repair.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ThankuState } from '../../../../lib/order/thanku/state.ts';
import { failed, held, lease, leaseGivenBack, retried } from '../../../../lib/order/thanku/transitions.ts';
import { at, failure, minuteMs, nowMs, thankuRow } from '../rows.ts';

const open = { id: 'other', until: nowMs + 1 };
const request = { frozen: 'second', cause: 'CleanOcean' as const, impact: 2 };
const now = { notBefore: nowMs, dueKind: 'thanku', dueAt: nowMs };

describe('retrying a failed order', () => {
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

  it('makes it due now, and counts attempts afresh before giving up', () => {
    const row = retriedManually(failedRow, nowMs);
    expect(row).toMatchObject({ ...now, state: 'waiting', attempts: 7, attemptsBefore: 7 });
    expect(row?.history).toMatchObject([{ what: 'retried-by-hand', at: nowMs }]);
    // Its new end is to be told too.
    for (const gone of ['reason', 'announced', 'announcingUntil', 'lease'] as const)
      expect(row?.[gone]).toBeUndefined();
  });

  it.each(['early', 'waiting', 'held', 'posted', 'simulated', 'skipped'] as const)(
    'leaves an order alone that is %s',
    (state) => {
      expect(retriedManually({ ...failedRow, state }, nowMs)).toBeUndefined();
    },
  );

  it('leaves an order to the worker that has its lease', () => {
    expect(retriedManually({ ...failedRow, lease: open }, nowMs)).toBeUndefined();
  });
});

describe('expediting an order', () => {
  it.each<[string, Partial<ThankuState>]>([
    ['waits for its next attempt', { notBefore: nowMs + minuteMs }],
    ['waits for a wake-up that may have been lost', { dueAt: nowMs + 1 }],
  ])('makes it due now if it %s', (_, differs) => {
    const row = expedited(thankuRow({ attempts: 2, dueKind: 'settle', ...differs }), nowMs);
    expect(row).toMatchObject({ ...now, state: 'waiting', attempts: 2 });
    expect(row?.history).toMatchObject([{ what: 'retried-by-hand' }]);
  });

  it.each<[string, Partial<ThankuState>]>([
    ['is already due', { dueAt: nowMs }],
    ['waits for nothing', { dueAt: undefined }],
    ['has a worker', { notBefore: nowMs + minuteMs, lease: open }],
    ['is paused', { notBefore: nowMs + minuteMs, state: 'held' }],
    ['has failed', { notBefore: nowMs + minuteMs, state: 'failed' }],
  ])('leaves an order alone that %s', (_, differs) => {
    expect(expedited(thankuRow(differs), nowMs)).toBeUndefined();
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

describe('refreezing an order', () => {
  it('is allowed exactly if ThankU definitely refused each attempt, whatever was retried in between', () => {
    const attempts = fc.array(fc.constantFrom(...Object.keys(ends)), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(attempts, (ended) => {
        const row = [...ended, 'a 400'].reduce<ThankuState>((before, end) => {
          const leased = lease(retriedManually(before, nowMs) ?? before, { id: 'me', until: nowMs + 1 }, nowMs);
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

  it('makes a refused order due now, with the new request', () => {
    const row = refrozen(refused, refused, request, nowMs);
    expect(row).toMatchObject({ ...request, ...now, state: 'waiting' });
    expect(row?.history?.map(({ what }) => what)).toEqual(['refrozen-by-hand']);
  });

  it.each(['waiting', 'held'] as const)(
    'changes only the request of an order that was never tried and is %s',
    (state) => {
      const untried = thankuRow({ state, notBefore: nowMs + minuteMs, dueAt: nowMs + minuteMs });
      const row = refrozen(untried, untried, request, nowMs);
      expect(row).toMatchObject({ ...request, state, notBefore: untried.notBefore, dueAt: untried.dueAt });
      expect(row?.history).toMatchObject([{ what: 'refrozen-by-hand' }]);
    },
  );

  it.each<[string, Partial<ThankuState>]>([
    ['was attempted', { attempts: 2, refusals: 2 }],
    ['was refrozen', { frozen: 'another' }],
    ['is to be forgotten', { erase: true }],
    ['was thanked', { state: 'posted' }],
  ])('is not allowed if the order %s meanwhile', (_, differs) => {
    expect(refrozen({ ...refused, ...differs }, refused, request, nowMs)).toBeUndefined();
  });

  it.each<[string, Partial<ThankuState>, boolean]>([
    ['waits and has no attempt', {}, true],
    ['waits and was refused each time', { attempts: 2, refusals: 2 }, true],
    ['waits and may have been thanked', { attempts: 2, refusals: 1 }, false],
    ['has a worker at it', { lease: open }, false],
    ['failed', { state: 'failed' }, false],
  ])('counts an order as untried only if no attempt may have made a ThankU: %s', (_, differs, untried) => {
    expect(isUntried(thankuRow(differs))).toBe(untried);
  });

  it('does not count an order as refused that was never attempted', () => {
    expect(allRefused(thankuRow({ refusals: 0 }))).toBe(false);
  });
});

describe('marking an order as seen', () => {
  const waitsForPerson = (differs: Partial<ThankuState> = {}) =>
    thankuRow({ state: 'skipped', stuck: 'perhaps-thanked', dueKind: 'stuck', settledAt: at, ...differs });

  it.each(['perhaps-thanked', 'reinstated'] as const)(
    'takes it off the list of what waits for a person (%s)',
    (stuck) => {
      const row = lookedInto(waitsForPerson({ stuck }), nowMs);
      expect(row).toMatchObject({ stuck: 'seen', history: [{ what: 'resolved-by-hand', why: 'seen' }] });
      expect([row?.dueKind, row?.dueAt]).toEqual([undefined, undefined]);
    },
  );

  it.each<[string, Partial<ThankuState>]>([
    ['still has an event to publish', { dueKind: 'thanku' }],
    ['failed', { state: 'failed' }],
    ['nobody had to look at', { stuck: undefined }],
    ['was already seen', { stuck: 'seen' }],
  ])('leaves an order alone that %s', (_, differs) => {
    expect(lookedInto(waitsForPerson(differs), nowMs)).toBeUndefined();
  });
});
