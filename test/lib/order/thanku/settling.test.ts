import { describe, expect, it } from 'vitest';
import { settled, woken } from '../../../../lib/order/thanku/settling.ts';
import type { ThankuState } from '../../../../lib/order/thanku/state.ts';
import { rowOf } from '../support.ts';

const at = '2026-03-01T12:00:00.000Z';
const nowMs = Date.parse(at);
const minuteMs = 60_000;

const order: ThankuState = {
  ...rowOf(at),
  state: 'posted',
  receipt: 'none',
  announced: true,
  dueKind: 'thanku',
  dueAt: nowMs,
};

describe('a due order', () => {
  it('is not woken again while its message may still stand in a long queue', () => {
    const once = woken({ ...order, state: 'waiting' }, nowMs)!;
    expect(woken(once, nowMs + 9 * minuteMs)).toBeUndefined();
    expect(woken(once, nowMs + 11 * minuteMs)).toBeDefined();
  });
});

describe('a posted order', () => {
  it('stays due until its receipt is begun: its worker may have died before', () => {
    expect(settled({ ...order, receipt: 'wanted' }, false, nowMs)).toBeUndefined();
  });

  it('stays due until it is announced', () => {
    expect(settled({ ...order, announced: false }, false, nowMs)).toBeUndefined();
  });

  it('is due no longer once the rest is up to its receipt', () => {
    expect(settled({ ...order, receipt: 'created' }, false, nowMs)).toMatchObject({ dueKind: undefined });
  });
});
