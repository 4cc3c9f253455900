import { describe, expect, it } from 'vitest';
import { webhookOutcome } from '../../../../lib/notify/webhook/outcome.ts';
import type { Posted } from '../../../../lib/notify/webhook/post-publicly.ts';

const answered = (status: number, more: Partial<Extract<Posted, { kind: 'answer' }>> = {}) =>
  webhookOutcome({ kind: 'answer', status, ...more });

describe('webhookOutcome', () => {
  it.each([200, 201, 202, 204, 299])('takes %d for delivered', (status) => {
    expect(answered(status, { retryAfter: '5' })).toEqual({ kind: 'delivered' });
  });

  it.each([
    [304, 'redirected'],
    [302, 'redirected'],
    [303, 'redirected'],
    [307, 'redirected'],
    [400, 'refused'],
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [404, 'not found'],
    [405, 'refused'],
    [408, 'refused'],
    [413, 'refused'],
    [422, 'refused'],
    [429, 'rate-limited'],
    [500, 'server error'],
    [502, 'server error'],
    [503, 'server error'],
    [599, 'server error'],
    [999, 'server error'],
  ])('retries after %d', (status, code) => {
    expect(answered(status)).toEqual({ kind: 'retry', code, status });
  });

  it('stops at once if the receiver wants no more', () => {
    expect(answered(410, { retryAfter: '5' })).toEqual({ kind: 'stop', reason: 'moved', code: 'gone', status: 410 });
  });

  it.each([301, 308])('stops at once after %d, and says where the receiver is, but no more of the URL', (status) => {
    const stopped = { kind: 'stop', reason: 'moved', code: 'redirected', status };
    const to = (location: string) => answered(status, { location });
    expect(to('https://user:pass@www.shop.example:8443/hook?key=secret#x')).toEqual({
      ...stopped,
      words: 'to https://www.shop.example:8443',
    });
    expect(to('/other?key=secret')).toEqual(stopped);
    expect(to('javascript:alert(1)')).toEqual(stopped);
    expect(to(`https://${'x'.repeat(5000)}.example/`)).toMatchObject({ words: expect.stringMatching(/^.{120}$/) });
    expect(answered(status)).toEqual(stopped);
  });

  it('waits as long as the receiver asks', () => {
    const after = (retryAfter: string, date?: string) => answered(503, { retryAfter, ...(date && { date }) });
    expect(after('120')).toMatchObject({ kind: 'retry', afterMs: 120_000 });
    expect(after('0')).toMatchObject({ afterMs: 0 });
    expect(after('86401')).toMatchObject({ afterMs: 86_401_000 });
    const date = 'Sat, 31 Jan 2026 12:00:00 GMT';
    expect(after('Sat, 31 Jan 2026 12:00:30 GMT', date)).toMatchObject({ afterMs: 30_000 });
    for (const nonsense of ['', 'soon', '-5', '1e9', 'Sat, 31 Jan 2026 12:00:30 GMT'])
      expect(after(nonsense)).toEqual({ kind: 'retry', code: 'server error', status: 503 });
  });

  it('retries if there is no answer', () => {
    expect(webhookOutcome({ kind: 'no-answer', code: 'timeout' })).toEqual({ kind: 'retry', code: 'timeout' });
  });

  it('stops at once, with a reason that says what to look at, if the address is not public', () => {
    expect(webhookOutcome({ kind: 'not-public', words: '10.0.0.1 (private)' })).toEqual({
      kind: 'stop',
      reason: 'moved',
      code: 'address not public',
      words: '10.0.0.1 (private)',
    });
  });
});
