import type { OpenCircuit } from '../../../lib/circuit/circuit.ts';
import { describe, expect, it } from 'vitest';
import type { ShopControl } from '../../../lib/store/control.ts';
import { afterAcceptance, afterRefusal, probeAgain } from '../../../lib/circuit/trial.ts';

const at = '2026-03-01T12:00:00.000Z';
const nowMs = Date.parse(at);
const quarterMs = 15 * 60_000;
const refusal = (pid: string) => ({ pid, at, status: 400, words: `no to ${pid}` });
const shop: ShopControl = { ordersExist: true, pidPrefix: 'oak-' };
const heldBy = (hold: OpenCircuit): ShopControl => ({ ...shop, hold });
const trial: OpenCircuit = { reason: 'failures', since: at, probeAt: nowMs, refused: refusal('a'), trial: true };

describe('ThankU’s refusal of an order', () => {
  it('fails the first order, and holds the others while one of them tries immediately', () => {
    expect(afterRefusal(shop, refusal('a'), nowMs)).toEqual({ order: 'fails', shop: heldBy(trial) });
  });

  it('of the same order again says nothing about the others: one tries immediately', () => {
    const again = { ...refusal('a'), words: 'still no' };
    const judged = afterRefusal(heldBy({ ...trial, probeAt: nowMs - 1 }), again, nowMs);
    expect(judged).toEqual({ order: 'fails', shop: heldBy({ ...trial, refused: again, probeAt: nowMs }) });
  });

  it('after another order’s refusal makes this one wait, and holds the shop: the cause is not the order', () => {
    const { order, shop: after } = afterRefusal(heldBy(trial), refusal('b'), nowMs);
    expect(order).toBe('waits');
    expect(after).toMatchObject({ ...shop, hold: { since: at, refused: refusal('b'), probeAt: nowMs + quarterMs } });
    expect(after.hold?.trial).toBeUndefined();
  });

  it('makes even the first refused order wait, once the shop is held', () => {
    const { trial: _, ...held } = trial;
    expect(afterRefusal(heldBy(held), refusal('a'), nowMs).order).toBe('waits');
  });

  it('makes the order wait if the shop is held for another reason, and records the new one', () => {
    const earlier = '2026-03-01T11:00:00.000Z';
    const { order, shop: after } = afterRefusal(heldBy({ reason: 'moved', since: earlier }), refusal('a'), nowMs);
    expect(order).toBe('waits');
    expect(after.hold).toEqual({
      reason: 'failures',
      since: earlier,
      refused: refusal('a'),
      probeAt: nowMs + quarterMs,
    });
  });
});

describe('an order that ThankU accepts while its shop is held', () => {
  it.each([
    ['a real one', trial, false],
    [
      'a test order, after a test order was refused',
      { ...trial, refused: { ...refusal('a'), test: true as const } },
      true,
    ],
    ['a test order, of a hold that no refusal put on', { reason: 'moved' as const, since: at }, true],
  ])('closes the circuit: %s', (_, hold, test) => {
    expect(afterAcceptance(heldBy(hold), { since: at, test }, nowMs)).toEqual({ ...shop, hold: undefined });
  });

  it('and is a test order does not show that the wallet pays: another order tries immediately', () => {
    const after = afterAcceptance(heldBy({ ...trial, probeAt: nowMs + quarterMs }), { since: at, test: true }, nowMs);
    expect(after).toEqual(heldBy({ ...trial, probeAt: nowMs }));
  });

  it('says nothing about a circuit that opened after it was sent', () => {
    expect(afterAcceptance(heldBy(trial), { since: '2026-03-01T11:00:00.000Z', test: false }, nowMs)).toBeUndefined();
    expect(afterAcceptance(shop, { since: at, test: false }, nowMs)).toBeUndefined();
  });
});

describe('a probe that ended without an answer', () => {
  it('is due again at the given time', () => {
    expect(probeAgain(heldBy(trial), at, nowMs + 9)).toEqual(heldBy({ ...trial, probeAt: nowMs + 9 }));
  });

  it('does not touch another circuit', () => {
    expect(probeAgain(heldBy(trial), '2026-03-01T11:00:00.000Z', nowMs)).toBeUndefined();
    expect(probeAgain(shop, at, nowMs)).toBeUndefined();
  });
});
