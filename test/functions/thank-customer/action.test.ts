import { expect, it } from 'vitest';
import { thankuActionFor, type ThankuAction } from '../../../functions/thank-customer/action.ts';
import type { ThankuOutcome } from '../../../lib/partners/thanku/outcome.ts';

const nowMs = 1_000_000;

/** Only a definite no may ever lead to a different request: what may have made a ThankU is asked again with the same bytes. */
it.each<[ThankuOutcome, ThankuAction]>([
  [
    { kind: 'created', id: 't1', link: 'https://x/t1' },
    { do: 'post', thanku: { id: 't1', link: 'https://x/t1' } },
  ],
  [
    { kind: 'retry', reason: 'server error', status: 503 },
    { do: 'retry', error: { code: 'server error', status: 503 }, ended: 'unanswered' },
  ],
  [
    { kind: 'retry', reason: 'connection failed', notSent: true },
    { do: 'retry', error: { code: 'connection failed', status: undefined }, ended: 'nothing-sent' },
  ],
  [
    { kind: 'rate-limited', retryAfterMs: 5000 },
    { do: 'wait', error: { code: 'rate-limited', status: 429 }, untilMs: nowMs + 5000 },
  ],
  [
    { kind: 'rate-limited', retryAfterMs: 1e9 },
    { do: 'wait', error: { code: 'rate-limited', status: 429 }, untilMs: nowMs + 15 * 60_000 },
  ],
  [{ kind: 'rate-limited' }, { do: 'wait', error: { code: 'rate-limited', status: 429 }, untilMs: nowMs + 30_000 }],
  [
    { kind: 'refused', reason: 'unauthorized', status: 403 },
    { do: 'open-circuit', reason: 'unauthorized', error: { code: 'unauthorized', status: 403 } },
  ],
  [
    { kind: 'rejected', status: 400, words: 'no' },
    { do: 'judge', error: { code: 'rejected', status: 400, words: 'no' } },
  ],
])('%o leads to %o', (outcome, action) => {
  expect(thankuActionFor(outcome, nowMs)).toEqual(action);
});
