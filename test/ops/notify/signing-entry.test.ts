import { describe, expect, it } from 'vitest';
import { dayMs } from '../../../lib/durations.ts';
import { signingEntry, type SigningEntry } from '../../../ops/notify/entries.ts';

const secret = (letter: string) => `whsec_${Buffer.from(letter.repeat(24)).toString('base64')}`;

describe('the secrets of a webhook', () => {
  const nowMs = Date.parse('2026-11-29T12:00:00.000Z');
  const until = (ms: number) => new Date(ms).toISOString();
  const entry = (current: string, previous?: string, expiresAt = until(nowMs + 1)): SigningEntry => ({
    to: 'webhook',
    current,
    ...(previous !== undefined && { previous: { secret: previous, expiresAt } }),
  });
  const [a, b, c] = [secret('a'), secret('b'), secret('c')];

  it.each([
    ['the first one', undefined, 'usual', entry(c)],
    ['replaced', entry(b), 'usual', entry(c, b, until(nowMs + dayMs))],
    ['replaced after a day', entry(b, a, until(nowMs)), 'usual', entry(c, b, until(nowMs + dayMs))],
    ['replaced, because the old one leaked', entry(b, a), 'replace-now', entry(c)],
    ['never given to the receiver', entry(b, a), 'keep-previous', entry(c, a)],
    ['the same', entry(c, b), 'usual', undefined],
    ['the same, and the old one leaked', entry(c, b), 'replace-now', entry(c)],
  ] as const)('%s', (_, before, how, after) => {
    expect(signingEntry(before, c, how, nowMs)).toEqual(after);
  });

  it('drops none of two without being told', () => {
    const refused = () => signingEntry(entry(b, a), c, 'usual', nowMs);
    expect(refused).toThrow('--keep-previous');
    expect(refused).toThrow('with --replace-now, it would refuse every webhook');
  });
});
