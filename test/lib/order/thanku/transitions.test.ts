import { describe, expect, it } from 'vitest';
import type { ThankuState } from '../../../../lib/order/thanku/state.ts';
import { failed, held, lease, leaseGivenBack, posted, retried } from '../../../../lib/order/thanku/transitions.ts';
import { at, failure, minuteMs, nowMs, thankuRow } from '../rows.ts';

const mine = { id: 'mine', until: nowMs + 22_000 };
const others = { id: 'other', until: nowMs + 1 };
const dead = { id: 'dead', until: nowMs };
const laterMs = nowMs + 5 * minuteMs;
/** The first attempt is open, and it is ours. */
const open = (differs: Partial<ThankuState> = {}) =>
  thankuRow({ attempts: 1, unanswered: 0, lease: mine, dueAt: mine.until, ...differs });

describe('leasing an order', () => {
  it.each(['waiting', 'held'] as const)('works for an order that is %s, and expires', (state) => {
    const leased = lease(thankuRow({ state, reason: 'braked', dueKind: 'settle' }), mine, nowMs);
    expect(leased).toMatchObject({ state: 'waiting', lease: mine, attempts: 1, dueKind: 'thanku', dueAt: mine.until });
    expect(leased?.reason).toBeUndefined();
    expect(leased?.unanswered).toBeUndefined();
  });

  it.each(['early', 'posted', 'simulated', 'failed', 'skipped'] as const)(
    'is refused for an order that is %s',
    (state) => {
      expect(lease(thankuRow({ state }), mine, nowMs)).toBeUndefined();
    },
  );

  it('is refused while another worker has the lease', () => {
    expect(lease(thankuRow({ lease: others }), mine, nowMs)).toBeUndefined();
  });

  it('is refused before the order is due', () => {
    expect(lease(thankuRow({ notBefore: nowMs + 1 }), mine, nowMs)).toBeUndefined();
    expect(lease(thankuRow({ notBefore: nowMs }), mine, nowMs)).toBeDefined();
  });

  it('takes over from a dead worker, whose attempt may have made a ThankU', () => {
    expect(lease(open({ lease: dead }), mine, nowMs)).toMatchObject({
      lease: mine,
      attempts: 2,
      unanswered: 1,
      history: [{ what: 'worker-died', at: dead.until }],
    });
  });

  it('is undone if nothing was attempted, so that no attempt counts', () => {
    const back = leaseGivenBack(open(), 'mine', nowMs);
    expect(back).toMatchObject({ attempts: 0, dueAt: nowMs + minuteMs });
    expect(back?.lease).toBeUndefined();
    expect(leaseGivenBack(open(), 'other', nowMs)).toBeUndefined();
  });
});

describe('an answer with an id', () => {
  const thanku = { id: 'tu', link: 'https://thanku.example/tu' };

  it.each(['early', 'waiting', 'held', 'failed', 'skipped'] as const)(
    'makes an order posted that is now %s: the ThankU exists',
    (state) => {
      const told = { lastError: failure('timeout'), stuck: 'perhaps-thanked' as const };
      const order = open({ state, reason: 'cancelled', ...told, dueKind: undefined, dueAt: undefined });
      const row = posted(order, thanku, false, nowMs);
      expect(row).toMatchObject({ ...thanku, state: 'posted', announced: false, history: [{ what: 'posted' }] });
      // Housekeeping tells of it, should this worker die before it does.
      expect(row).toMatchObject({ dueKind: 'thanku', dueAt: nowMs + minuteMs });
      for (const gone of ['lease', 'reason', 'lastError', 'stuck'] as const) expect(row?.[gone]).toBeUndefined();
    },
  );

  it('takes the right to publish it', () => {
    expect(posted(open(), thanku, false, nowMs)).toMatchObject({ announcingUntil: nowMs + 10_000 });
  });

  it.each([
    ['stays', 'when the right to publish ends', 'thanku', 10_000, 10_000],
    ['stays', 'in a minute', 'thanku', minuteMs, minuteMs],
    ['is in a minute', 'earlier', 'thanku', 9_999, minuteMs],
    ['is in a minute', 'later', 'thanku', minuteMs + 1, minuteMs],
    ['is in a minute', 'then for another reason', 'stuck', 10_000, minuteMs],
  ] as const)('%s due if it was due %s', (_, __, dueKind, dueInMs, thenInMs) => {
    const row = posted(open({ dueKind, dueAt: nowMs + dueInMs }), thanku, false, nowMs);
    expect(row).toMatchObject({ dueKind: 'thanku', dueAt: nowMs + thenInMs });
  });

  it('makes a simulated order simulated', () => {
    expect(posted(open(), thanku, true, nowMs)?.state).toBe('simulated');
  });

  it.each(['posted', 'simulated'] as const)('changes nothing if the order is already %s', (state) => {
    expect(posted(open({ state }), { id: 'second' }, false, nowMs)).toBeUndefined();
  });

  it('publishes the reversal again, now that the ThankU is certain', () => {
    const reversed = { kind: 'cancelled' as const, at, told: true };
    const row = posted(open({ state: 'skipped', reversed, settledAt: at }), thanku, false, nowMs);
    expect(row?.reversed).toEqual({ kind: 'cancelled', at, told: undefined });
    expect(row?.settledAt).toBeUndefined();
  });
});

describe('scheduling another attempt', () => {
  it('frees the order, and gives the message a minute before housekeeping wakes it too', () => {
    const row = retried(open(), 'mine', failure('server error', 500), laterMs, nowMs);
    expect(row).toMatchObject({ notBefore: laterMs, dueKind: 'thanku', dueAt: laterMs + minuteMs, attempts: 1 });
    expect(row).toMatchObject({ lastError: { code: 'server error' }, history: [{ why: 'server error', status: 500 }] });
    expect(row?.lease).toBeUndefined();
  });

  it.each([
    ['unanswered', { unanswered: 1, refusals: undefined }],
    ['answered', { unanswered: 0, refusals: undefined }],
    ['nothing-sent', { unanswered: 0, refusals: 1 }],
  ] as const)('counts an attempt that ended as %s', (ended, counts) => {
    const row = retried(open(), 'mine', failure('x'), laterMs, nowMs, ended);
    expect({ unanswered: row?.unanswered, refusals: row?.refusals }).toEqual(counts);
  });

  it('does not count an older version’s refused attempts as unanswered', () => {
    const old = open({ attempts: 4, refusals: 2, unanswered: undefined });
    expect(retried(old, 'mine', failure('x'), laterMs, nowMs)?.unanswered).toBe(2);
    expect(retried(old, 'mine', failure('x'), laterMs, nowMs, 'answered')?.unanswered).toBe(1);
  });

  it('is refused to a worker without the lease', () => {
    expect(retried(open({ lease: others }), 'mine', failure('x'), laterMs, nowMs)).toBeUndefined();
    expect(retried(thankuRow(), 'mine', failure('x'), laterMs, nowMs)).toBeUndefined();
  });
});

describe('holding an order', () => {
  it('makes it wait on its row, and keeps its last error', () => {
    const row = held(thankuRow({ dueKind: 'settle', lastError: failure('timeout') }), 'braked', laterMs, nowMs);
    expect(row).toMatchObject({
      state: 'held',
      reason: 'braked',
      notBefore: laterMs,
      dueKind: 'thanku',
      dueAt: laterMs,
    });
    expect(row).toMatchObject({ lastError: { code: 'timeout' }, history: [{ what: 'held', why: 'braked' }] });
    expect(row?.unanswered).toBeUndefined();
  });

  it.each(['posted', 'simulated', 'skipped', 'failed'] as const)('is refused for an order that is %s', (state) => {
    expect(held(thankuRow({ state }), 'braked', laterMs, nowMs)).toBeUndefined();
  });

  it('is refused while another worker has the lease: pausing must not clear a running lease', () => {
    expect(held(open({ lease: others }), 'braked', laterMs, nowMs)).toBeUndefined();
    const attempted = { leaseId: 'mine', error: failure('unauthorized', 401) };
    expect(held(open({ lease: others }), 'held-unauthorized', laterMs, nowMs, attempted)).toBeUndefined();
  });

  it('remembers that a dead worker may have thanked', () => {
    const row = held(open({ lease: dead }), 'braked', laterMs, nowMs);
    expect(row).toMatchObject({ state: 'held', unanswered: 1 });
    expect(row?.lease).toBeUndefined();
  });

  it.each([
    ['a definite 400', failure('rejected', 400), 1],
    ['a 401', failure('unauthorized', 401), undefined],
  ])('after %s counts the attempt as answered', (_, error, refusals) => {
    const row = held(open({ unanswered: undefined }), 'held-failures', laterMs, nowMs, { leaseId: 'mine', error });
    expect(row).toMatchObject({ state: 'held', unanswered: 0, lastError: error });
    expect(row?.history?.at(-1)).toMatchObject({ what: 'held', why: 'held-failures', status: error.status });
    expect(row?.refusals).toBe(refusals);
    expect(row?.lease).toBeUndefined();
  });

  it('before any attempt counts no refusal', () => {
    const attempted = { leaseId: undefined, error: failure('no-secret') };
    const row = held(thankuRow(), 'held-no-secret', laterMs, nowMs, attempted);
    expect(row).toMatchObject({ lastError: { code: 'no-secret' } });
    expect([row?.unanswered, row?.refusals]).toEqual([undefined, undefined]);
  });
});

describe('failing an order', () => {
  it.each([
    ['a 400', { reason: 'rejected', refused: true }, { refusals: 1, unanswered: 0 }],
    ['no answer', { reason: 'gave-up', refused: false }, { refusals: 0, unanswered: 1 }],
    ['an answer that decides nothing', { reason: 'gave-up', refused: false, unanswered: false }, { unanswered: 0 }],
  ] as const)('after %s publishes it, and records whether a ThankU may exist', (_, ended, counts) => {
    const row = failed(open({ unanswered: undefined }), 'mine', ended, failure('x', 400), nowMs);
    expect(row).toMatchObject({ state: 'failed', reason: ended.reason, announced: false, ...counts });
    expect(row).toMatchObject({ dueKind: 'thanku', dueAt: nowMs + minuteMs, lastError: { code: 'x' } });
    expect(row?.history).toMatchObject([{ what: 'failed', why: ended.reason, status: 400 }]);
    expect(row?.lease).toBeUndefined();
  });

  it('is refused to a worker without the lease', () => {
    const ended = { reason: 'rejected' as const, refused: true };
    expect(failed(open({ lease: others }), 'mine', ended, failure('x'), nowMs)).toBeUndefined();
  });
});
