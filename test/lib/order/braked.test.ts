import { lookStopped } from '../../../lib/order/receipt/stops.ts';
import { describe, expect, it } from 'vitest';
import type { ReceiptState } from '../../../lib/order/receipt/state.ts';
import { rowOf } from './support.ts';

const at = '2026-03-01T12:00:00.000Z';
const nowMs = Date.parse(at);
const hourMs = 3_600_000;

const unknown: ReceiptState = {
  ...rowOf(at),
  credential: 'main',
  state: 'unknown',
  lookedForSince: nowMs - 47 * hourMs,
  dueKind: 'receipt',
  dueAt: nowMs,
};

describe('a receipt of unknown outcome that an operator holds', () => {
  it('has its two days before it when it is released, however long it was looked for', () => {
    expect(lookStopped(unknown, nowMs + hourMs, nowMs)).toMatchObject({
      waitsFor: 'brake',
      lookedForSince: nowMs,
      dueAt: nowMs + hourMs,
    });
  });

  it('is left alone where a person was told of it already', () => {
    expect(lookStopped({ ...unknown, dueKind: 'stuck' }, nowMs + hourMs, nowMs)).toBeUndefined();
  });
});
