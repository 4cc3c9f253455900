import { describe, expect, it } from 'vitest';
import { timeline } from '../../../ops/orders/timeline.ts';
import { at, basketRows, nowMs, rows } from './rows.ts';

describe('a timeline', () => {
  const ago = (minutes: number) => nowMs - minutes * 60_000;
  const iso = (minutes: number) => new Date(ago(minutes)).toISOString();

  it('tells of a basket, its refunds and what Thanx said', () => {
    const basket = basketRows(
      { state: 'posted', createdAt: iso(89) },
      {
        state: 'refunding',
        startedAt: iso(88),
        history: [
          { what: 'attempt-failed', why: 'timeout', at: ago(80) },
          { what: 'billed', at: ago(79) },
          { what: 'refunded', at: ago(40) },
          { what: 'refund-missed', why: 'unknown-amount', at: ago(35) },
          { what: 'rejected', why: 'rejected', status: 400, words: 'no such basket', at: ago(30) },
          { what: 'retried-by-hand', at: ago(20) },
        ],
        attempt: { id: 'a', sendBy: ago(5), deadAt: ago(1), refund: '20.00' },
      },
    );
    expect(
      timeline(basket, [], nowMs)
        .filter(({ of }) => of === 'basket')
        .map(({ what, words }) => [what, words].filter(Boolean).join(' | ')),
    ).toEqual([
      'requested: waits for its turn at Thanx',
      'attempt failed, the same is sent again: timeout',
      'billed: Thanx has it',
      'Thanx has the refund',
      'refunded at the shop, and Thanx can’t be told: the platform doesn’t say how much',
      'refused for good: rejected, 400 | no such basket',
      'given another chance by an operator',
      'a refund of 20.00 in all is being sent: its worker died, and it is sent again',
    ]);
  });

  it('tells a whole life, the oldest first', () => {
    const order = rows(
      {
        state: 'posted',
        id: 'thx-1',
        paidAt: iso(90),
        amount: '29.35',
        currency: 'EUR',
        cause: 'PlantTrees',
        impact: 3,
        createdAt: iso(89),
        settledAt: iso(1),
        reversed: { kind: 'cancelled', at: iso(2), told: true },
        history: [
          { what: 'attempt-failed', why: 'server error', status: 500, at: ago(88), lastAt: ago(40), times: 12 },
          { what: 'failed', why: 'rejected', status: 400, words: 'too small', at: ago(30) },
          { what: 'dead-letter', at: ago(29) },
          { what: 'refrozen-by-hand', at: ago(20) },
          { what: 'posted', at: ago(19) },
        ],
      },
      {
        createdAt: iso(89),
        id: 'rcpt-1',
        state: 'applied',
        history: [
          { what: 'unknown', why: 'timeout', at: ago(60) },
          { what: 'not-found', at: ago(58) },
          { what: 'sent-again', at: ago(48) },
          { what: 'submitted', at: ago(47) },
          { what: 'decided', why: 'applied', at: ago(10) },
        ],
      },
    );
    const audit = {
      id: '',
      at: iso(21),
      who: 'ada',
      what: 'orders refreeze',
      about: [],
      outcome: 'done' as const,
      result: '1 refrozen',
    };
    expect(
      timeline(order, [audit], nowMs).map(({ of, what, words }) => [of, what, words].filter(Boolean).join(' | ')),
    ).toEqual([
      'order | paid at the shop, 29.35 EUR',
      'order | claimed: 3 × PlantTrees frozen',
      'receipt | requested: waits for its turn at Thanx',
      'ThankU | attempt failed: server error, 500 (12 times, last 2026-03-01 11:20Z)',
      'receipt | sent, and its outcome is unknown: timeout',
      'receipt | looked for at Thanx: not there',
      'receipt | looked for at Thanx a second time, not there: to be sent once more',
      'receipt | submitted: receipt rcpt-1',
      'ThankU | failed for good: rejected, 400 | too small',
      'ThankU | dead letter sent, "Order Failed" published',
      'operator | ada: orders refreeze: 1 refrozen',
      'ThankU | refrozen from the settings of that time by an operator',
      'ThankU | posted: ThankU thx-1',
      'receipt | applied by Thanx',
      'order | cancelled; the ThankU stays, and "Order Reversed" was published',
      'order | settled: nothing personal of it is left',
    ]);
  });

  it('has the whole of the last failure’s words, which the history cuts', () => {
    const words = 'x'.repeat(400);
    const order = rows({
      state: 'failed',
      lastError: { at, code: 'rejected', words },
      history: [{ what: 'failed', why: 'rejected', words: words.slice(0, 160), at: nowMs }],
    });
    expect(timeline(order, [], nowMs).at(-1)?.words).toBe(words);
  });

  it('tells of what is under way, and of a worker that died', () => {
    const of = (until: number) =>
      timeline(rows({ state: 'waiting', createdAt: iso(5), lease: { id: 'x', until } }), [], nowMs).at(-1)?.what;
    expect(of(nowMs + 1)).toBe('attempt 1 is under way');
    expect(of(nowMs - 1)).toContain('its worker seems to have died');
  });
});
