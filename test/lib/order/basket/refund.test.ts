import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refundsEnded, refundsOf, refundWanted } from '../../../../lib/order/basket/refund.ts';
import { mayBeSentFrom } from '../../../../lib/order/basket/sent.ts';
import { isSending, type BasketState } from '../../../../lib/order/basket/state.ts';
import {
  basketBilled,
  basketDeferred,
  basketRefunded,
  basketSending,
  basketUnanswered,
} from '../../../../lib/order/basket/transitions.ts';
import { compareAmounts } from '../../../../lib/order/money.ts';
import { ThankuState } from '../../../../lib/order/thanku/state.ts';
import { rowOf } from '../support.ts';

const at = '2026-03-01T12:00:00.000Z';
const nowMs = Date.parse(at);
const minute = 60_000;
const order = (differs: Partial<ThankuState>): ThankuState => ({
  ...rowOf(at),
  state: 'posted',
  receipt: 'created',
  amount: '60.00',
  currency: 'EUR',
  ...differs,
});
const waiting: BasketState = {
  shop: 'oak',
  pid: 'oak-1',
  orderId: '1',
  credential: 'main',
  state: 'waiting',
  subtotal: '50.00',
  attempts: 0,
  notBefore: 0,
  startedAt: at,
  updatedAt: at,
};

describe('what was refunded of a basket', () => {
  it.each<[string, Partial<ThankuState>, string]>([
    ['nothing', {}, '0'],
    ['a part, as much of the subtotal as of the total', { refunds: { r1: '12.00' } }, '10.00'],
    ['rounded down to the cent', { refunds: { r1: '10.00' } }, '8.33'],
    ['several parts', { refunds: { r1: '12.00', r2: '24.00' } }, '30.00'],
    ['more than everything', { refunds: { r1: '70.00' } }, '50.00'],
    ['nothing that was deducted before the claim', { refunds: { r1: '0' } }, '0'],
    ['nothing of unknown size', { refunds: { r1: '?' } }, '0'],
    [
      'a part in the currency that the customer paid in',
      {
        presentment: { amount: '90.00', currency: 'USD' },
        refunds: { r1: '?' },
        otherCurrencyRefunds: { r1: { amount: '45.00', currency: 'USD' } },
      },
      '25.00',
    ],
    ['everything of a cancelled order', { reversed: { kind: 'cancelled', at } }, '50.00'],
    ['everything of an order whose payment was lost', { reversed: { kind: 'cancelled', as: 'unpaid', at } }, '50.00'],
    ['nothing because of an erasure', { reversed: { kind: 'cancelled', as: 'erased', at } }, '0'],
    ['nothing of an order of unknown amount', { amount: undefined, refunds: { r1: '12.00' } }, '0'],
    ['nothing of an order of amount zero', { amount: '0.00', refunds: { r1: '12.00' } }, '0'],
  ])('%s', (_, differs, subtotal) => {
    expect(refundsOf(order(differs), '50.00').subtotal).toBe(subtotal);
  });

  it('of yen has no decimals', () => {
    const yen = order({ amount: '3000', currency: 'JPY', refunds: { r1: '1000' } });
    expect(refundsOf(yen, '2500').subtotal).toBe('833');
  });
});

describe('refunds after thirty days', () => {
  it('are no longer sent, and nothing is kept for them', () => {
    const refundable = {
      until: nowMs,
      merchantId: 'm1',
      userId: 'u1',
      customer: [],
      basket: { id: 'oak.oak-1', orderTimestamp: at, locationUid: 'l', items: [], subtotal: '50.00', payments: [] },
    };
    const billed: BasketState = {
      ...waiting,
      state: 'billed',
      announced: true,
      startedAt: '2026-01-30T12:00:00.000Z',
      settledAt: at,
      refundable,
      dueKind: 'refundable',
      dueAt: nowMs,
    };
    expect(refundsEnded(billed, nowMs - 1)).toBeUndefined();
    const ended = refundsEnded(billed, nowMs);
    expect(ended).toMatchObject({ state: 'billed' });
    expect([ended?.refundable, ended?.dueKind, ended?.dueAt]).toEqual([undefined, undefined, undefined]);
    const missed = refundWanted(ended!, { kind: 'cancelled', subtotal: '50.00' }, nowMs);
    expect(missed).toMatchObject({ state: 'billed', refundMissed: 'too-late' });
  });
});

type Step = 'begin' | 'answered' | 'unanswered' | 'not sent' | 'part' | 'whole' | 'wait';
const refundable = (until: number) => ({
  until,
  merchantId: 'm',
  userId: 'u',
  customer: [],
  basket: { id: 'b', orderTimestamp: at, locationUid: 'l', items: [], subtotal: '50.00', payments: [] },
});

/** Walks through the steps with a clock. Returns every breach of the rules on the way. */
function breachesOf(all: readonly Step[]): string[] {
  let row = waiting;
  let clock = nowMs;
  let part = 0;
  const breaches: string[] = [];
  const sent: { refund: string | undefined; deadAt: number }[] = [];
  const begin = () => {
    const next = basketSending(row, { id: `a${sent.length}`, sendBy: clock, deadAt: clock + minute }, clock);
    if (next === undefined) return;
    const refund = next.attempt?.refund;
    // Every request that says something else can certainly not arrive after this one.
    for (const before of sent)
      if (before.refund !== refund && before.deadAt >= clock)
        breaches.push(`sent ${refund} before ${before.refund} had ended`);
    if (refund === undefined && sent.some((before) => before.refund !== undefined))
      breaches.push('billed after a refund');
    sent.push({ refund, deadAt: clock + minute });
    row = next;
  };
  for (const step of all) {
    const id = row.attempt?.id ?? '';
    switch (step) {
      case 'begin':
        begin();
        break;
      case 'answered': {
        const next = basketBilled(row, id, refundable(clock + 30 * minute), clock) ?? basketRefunded(row, id, clock);
        // What was answered has arrived.
        const last = sent.at(-1);
        if (next !== undefined && last !== undefined) last.deadAt = 0;
        row = next ?? row;
        break;
      }
      case 'unanswered':
        row = basketUnanswered(row, id, clock, { at, code: 'timeout' }, clock) ?? row;
        break;
      case 'not sent': {
        const next = basketDeferred(row, id, clock, clock);
        if (next !== undefined) sent.pop();
        row = next ?? row;
        break;
      }
      case 'part':
        part = Math.min(4, part + 1);
        row = refundWanted(row, { kind: undefined, subtotal: `${part}0.00` }, clock) ?? row;
        break;
      case 'whole':
        row = refundWanted(row, { kind: 'cancelled', subtotal: '50.00' }, clock) ?? row;
        break;
      case 'wait':
        clock += 40_000;
        break;
    }
    if (compareAmounts(row.refunded ?? '0', row.wanted ?? '0') > 0) breaches.push('refunded more than was wanted');
    if (row.state === 'refunded' && row.refunded !== '50.00') breaches.push('ended before everything was refunded');
    const isFree = row.state === 'refunding' && !isSending(row, clock);
    if (isFree && mayBeSentFrom(row) > clock + 10 * minute) breaches.push('a refund waits too long');
  }
  return breaches;
}

describe('whatever happens in whatever order', () => {
  it('nothing is billed once a refund has begun, and nothing else is sent while something may still arrive', () => {
    const steps = fc.array(
      fc.constantFrom<Step>('begin', 'begin', 'answered', 'unanswered', 'not sent', 'part', 'whole', 'wait'),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(steps, (all) => breachesOf(all).length === 0),
      { numRuns: 500 },
    );
    expect(breachesOf(['begin', 'answered', 'part', 'begin', 'answered', 'whole', 'begin'])).toEqual([]);
  });
});
