import { describe, expect, it } from 'vitest';
import { announced, announcing, receiptDecided, settled, woken } from '../../../../lib/order/thanku/settling.ts';
import type { ThankuState } from '../../../../lib/order/thanku/state.ts';
import { at, failure, minuteMs, nowMs, thankuRow } from '../rows.ts';

const postedRow = (differs: Partial<ThankuState> = {}) => thankuRow({ state: 'posted', announced: true, ...differs });
const reversed = { kind: 'cancelled' as const, at };

describe('waking a due order', () => {
  it('does not repeat while the first message may still be in a long queue', () => {
    const once = woken(thankuRow(), nowMs)!;
    expect(woken(once, nowMs + 9 * minuteMs)).toBeUndefined();
    expect(woken(once, nowMs + 11 * minuteMs)).toBeDefined();
  });

  it.each<[string, Partial<ThankuState>]>([
    ['not yet due', { dueAt: nowMs + 1 }],
    ['on another shelf', { dueKind: 'settle' }],
    ['on no shelf', { dueKind: undefined, dueAt: undefined }],
  ])('skips an order that is %s: the index was behind', (_, differs) => {
    expect(woken(thankuRow(differs), nowMs)).toBeUndefined();
  });
});

describe('publishing the end of an order', () => {
  const untold = postedRow({ announced: false, dueAt: nowMs + minuteMs });

  it('is one worker’s job at a time, and another’s if that one dies', () => {
    const once = announcing(untold, nowMs)!;
    expect(announcing(once, nowMs + 9_999)).toBeUndefined();
    expect(announcing(once, nowMs + 10_000)).toBeDefined();
  });

  it.each([true, undefined])('does nothing if there is nothing to publish (announced: %s)', (said) => {
    expect(announcing(postedRow({ announced: said }), nowMs)).toBeUndefined();
    const row = postedRow({ announced: said, announcingUntil: nowMs });
    expect(announced(row, row, nowMs)).toBeUndefined();
  });

  it('does not count if the order was retried meanwhile, even if it has ended again', () => {
    const told = announcing({ ...untold, state: 'failed' }, nowMs)!;
    expect(announced(untold, untold, nowMs)).toBeUndefined();
    expect(announced(untold, told, nowMs)).toBeUndefined();
    expect(announced({ ...told, state: 'posted' }, told, nowMs)).toBeUndefined();
    expect(announced({ ...told, announcingUntil: nowMs + 1 }, told, nowMs)).toBeUndefined();
  });

  it.each<[string, Partial<ThankuState>, string, number]>([
    // It settles next. Until then it stays due as before.
    ['a posted order is settled', {}, 'thanku', nowMs + minuteMs],
    ['a failed one waits for a person', { state: 'failed' }, 'stuck', nowMs],
    ['a reversed one has its reversal to publish', { reversed }, 'thanku', nowMs + minuteMs],
  ])('leads on: %s', (_, differs, dueKind, dueAt) => {
    const told = announcing({ ...untold, dueKind: 'thanku', ...differs }, nowMs)!;
    const row = announced(told, told, nowMs);
    expect(row).toMatchObject({ announced: true, dueKind, dueAt });
    expect(row?.announcingUntil).toBeUndefined();
    expect(row?.history?.at(-1)?.what).toBe(dueKind === 'stuck' ? 'dead-letter' : undefined);
  });
});

describe('a payload that a target still needs', () => {
  const payloadUntil = nowMs + 24 * 60 * minuteMs;
  const told = announcing(
    postedRow({ announced: false, dueKind: 'thanku', dueAt: nowMs + minuteMs, settledAt: undefined }),
    nowMs,
  )!;

  it('is kept for a day, and nothing happens before', () => {
    expect(announced(told, told, nowMs, true)).toMatchObject({ payloadUntil, dueKind: 'settle', dueAt: payloadUntil });
  });

  it.each<[string, Partial<ThankuState>]>([
    ['a receipt', { receipt: 'wanted' }],
    ['the event of a reversal', { reversed }],
  ])('doesn’t delay %s if its worker dies', (_, differs) => {
    const order = { ...told, ...differs };
    const row = announced(order, order, nowMs, true)!;
    expect(row).toMatchObject({ payloadUntil, dueKind: 'thanku', dueAt: nowMs + minuteMs });
  });

  it('is kept once the receipt’s row exists', () => {
    const order = { ...told, receipt: 'wanted' as const };
    const row = announced(order, order, nowMs, true)!;
    const decided = receiptDecided(row, 'created', undefined, nowMs);
    expect(decided).toMatchObject({ dueKind: 'settle', dueAt: payloadUntil });
  });
});

describe('the decision about a receipt', () => {
  it('is made once', () => {
    const row = receiptDecided(thankuRow({ receipt: 'wanted' }), 'none', 'currency', nowMs)!;
    expect(row).toMatchObject({ receipt: 'none', receiptReason: 'currency' });
    expect(receiptDecided(row, 'created', undefined, nowMs)).toBeUndefined();
  });
});

describe('settling an order', () => {
  it('ends the ThankU’s part while the receipt is still open', () => {
    const row = settled(postedRow({ receipt: 'created', lastError: failure('x') }), false, nowMs);
    expect(row?.dueKind).toBeUndefined();
    expect(row?.dueAt).toBeUndefined();
    // The receipt is not through: its order is still open.
    expect(row?.settledAt).toBeUndefined();
    expect(row?.lastError).toBeDefined();
  });

  it.each<[string, Partial<ThankuState>]>([
    ['its receipt is begun: its worker may have died before', { receipt: 'wanted' }],
    ['it is announced', { announced: false }],
    ['its reversal is published', { reversed }],
    ['it is final', { state: 'failed' }],
  ])('waits until %s', (_, differs) => {
    expect(settled(postedRow(differs), false, nowMs)).toBeUndefined();
  });

  it('removes what only an open order needs, and the partner’s words', () => {
    const history = [{ what: 'failed', at: nowMs, words: 'Ada has no account' }];
    const row = settled(postedRow({ history, lastError: failure('rejected', 400) }), true, nowMs);
    expect(row?.settledAt).toBe(at);
    expect(row?.history).toEqual([{ what: 'failed', at: nowMs }]);
    expect([row?.lastError, row?.dueKind]).toEqual([undefined, undefined]);
  });

  it('keeps that its customer was erased, so that nobody is told of a later reversal', () => {
    expect(settled(postedRow({ erase: true }), true, nowMs)?.erase).toBe(true);
  });

  it('happens once', () => {
    expect(settled(settled(postedRow(), true, nowMs)!, true, nowMs + 1)).toBeUndefined();
    expect(settled(settled(postedRow(), false, nowMs)!, false, nowMs + 1)).toBeUndefined();
    expect(settled(settled(postedRow(), false, nowMs)!, true, nowMs + 1)).toBeDefined();
  });

  it.each(['perhaps-thanked', 'reinstated'] as const)(
    'leaves an order to a person that is %s, and keeps the time since when',
    (stuck) => {
      const row = settled(postedRow({ stuck, dueAt: nowMs - minuteMs }), false, nowMs)!;
      expect(row).toMatchObject({ dueKind: 'stuck', dueAt: nowMs });
      expect(settled(row, true, nowMs + minuteMs)).toMatchObject({ dueKind: 'stuck', dueAt: nowMs });
    },
  );

  it('leaves no order to a person who has already seen it', () => {
    expect(settled(postedRow({ stuck: 'seen' }), true, nowMs)?.dueKind).toBeUndefined();
  });
});
