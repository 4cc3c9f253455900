import { describe, expect, it } from 'vitest';
import { thanxActionFor, type ThanxAction } from '../../../functions/submit-to-thanx/action.ts';
import type { CallOutcome } from '../../../lib/partners/thanx/permitted-call.ts';

const nowMs = 1_000_000;
type Failed = Exclude<CallOutcome<unknown>, { kind: 'ok' }>;

/** What must never happen is in the middle column: a receipt that may be at Thanx is never simply sent again. */
describe('what is done after a call to Thanx that did not succeed', () => {
  const everywhere = (action: ThanxAction): [ThanxAction, ThanxAction, ThanxAction] => [action, action, action];
  const timeout = { code: 'timeout', status: undefined };
  const table: [Failed, ThanxAction, ThanxAction, ThanxAction][] = [
    [{ kind: 'later', retryAtMs: 7 }, ...everywhere({ do: 'defer', untilMs: 7 })],
    [{ kind: 'rate-limited', retryAfterMs: 5000 }, ...everywhere({ do: 'defer', untilMs: nowMs + 5000 })],
    [{ kind: 'not-sent', reason: 'ENOTFOUND' }, ...everywhere({ do: 'retry', error: { code: 'ENOTFOUND' } })],
    [
      { kind: 'unknown', reason: 'timeout' },
      { do: 'retry', error: timeout },
      { do: 'find-out', error: timeout },
      { do: 'find-out', error: timeout },
    ],
    [{ kind: 'moved', status: 410 }, ...everywhere({ do: 'open-circuit', reason: 'moved', status: 410 })],
    [
      { kind: 'unauthorized', status: 403 },
      { do: 'reread-credential', status: 403 },
      { do: 'ask-scopes', status: 403 },
      { do: 'ask-scopes', status: 403 },
    ],
    [
      { kind: 'no-member' },
      { do: 'skip', reason: 'not-a-member' },
      { do: 'reject', reason: 'not-a-member', error: { code: 'not-a-member' } },
      { do: 'skip', reason: 'not-a-member' },
    ],
    [
      { kind: 'no-email' },
      { do: 'skip', reason: 'no-email' },
      { do: 'reject', reason: 'no-email', error: { code: 'no-email' } },
      { do: 'skip', reason: 'no-email' },
    ],
    [
      { kind: 'rejected', status: 400, code: 'BAD', words: 'no' },
      ...everywhere({ do: 'reject', reason: 'rejected', error: { code: 'BAD', status: 400, words: 'no' } }),
    ],
  ];

  it.each(table)('%o', (outcome, token, receipt, giftCard) => {
    expect(thanxActionFor(outcome, 'token', nowMs)).toEqual(token);
    expect(thanxActionFor(outcome, 'receipt', nowMs)).toEqual(receipt);
    expect(thanxActionFor(outcome, 'gift-card', nowMs)).toEqual(giftCard);
  });

  it('waits fifteen minutes after a 429 at most, and half a minute if it doesn’t say how long', () => {
    expect(thanxActionFor({ kind: 'rate-limited', retryAfterMs: 1e9 }, 'receipt', 0)).toEqual({
      do: 'defer',
      untilMs: 15 * 60_000,
    });
    expect(thanxActionFor({ kind: 'rate-limited' }, 'receipt', 0)).toEqual({ do: 'defer', untilMs: 30_000 });
  });
});
