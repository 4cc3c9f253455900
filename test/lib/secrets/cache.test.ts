import { beforeEach, describe, expect, it } from 'vitest';
import { cached, type Cache } from '../../../lib/secrets/cache.ts';

/** A source whose answers, failures and clock the test sets; it counts how often it was asked. */
let answers: Map<string, string | Error>;
let asked: string[];
let nowMs: number;
let cache: Cache<string>;

async function source(key: string) {
  asked.push(key);
  const answer = answers.get(key);
  if (answer instanceof Error) throw answer;
  return answer;
}

beforeEach(() => {
  answers = new Map([['a', 'first']]);
  asked = [];
  nowMs = 1_000_000;
  cache = cached(source, { ttlMs: 60_000, maxEntries: 3, now: () => nowMs });
});

describe('what is believed', () => {
  it('asks once while the value is fresh, and again when it expired', async () => {
    expect(await cache.get('a')).toBe('first');
    answers.set('a', 'second');
    nowMs += 60_000;
    expect(await cache.get('a')).toBe('first');
    nowMs += 1;
    expect(await cache.get('a')).toBe('second');
    expect(asked).toEqual(['a', 'a']);
  });

  it('shares one question among those who ask at the same time', async () => {
    expect(await Promise.all([cache.get('a'), cache.get('a'), cache.refresh('a')])).toEqual([
      'first',
      'first',
      'first',
    ]);
    expect(asked).toEqual(['a']);
  });

  it('believes that a key is missing for 5 seconds and no longer', async () => {
    expect(await cache.get('new')).toBeUndefined();
    answers.set('new', 'there now');
    nowMs += 5000;
    expect(await cache.get('new')).toBeUndefined();
    nowMs += 1;
    expect(await cache.get('new')).toBe('there now');
  });

  it('forgets a value whose key is gone', async () => {
    await cache.get('a');
    answers.delete('a');
    nowMs += 60_001;
    expect(await cache.get('a')).toBeUndefined();
  });

  it('keeps at most maxEntries values, and unknown keys push none of them out', async () => {
    for (const key of ['x', 'y', 'z']) {
      answers.set(key, key);
      await cache.get(key);
    }
    for (let n = 0; n < 50; n++) await cache.get(`unknown-${n}`);
    asked = [];
    await cache.get('x');
    expect(asked).toEqual([]);
    await cache.get('a');
    await cache.get('y');
    expect(asked).toEqual(['a', 'y']);
  });
});

describe('when the source fails', () => {
  it('serves what expired, and does not ask again at once', async () => {
    await cache.get('a');
    answers.set('a', new Error('down'));
    nowMs += 3_600_000;
    expect(await cache.get('a')).toBe('first');
    expect(await cache.get('a')).toBe('first');
    expect(asked).toHaveLength(2);
    nowMs += 5001;
    answers.set('a', 'second');
    expect(await cache.get('a')).toBe('second');
  });

  it('rejects where there is nothing to serve, and asks again next time', async () => {
    answers.set('a', new Error('down'));
    await expect(cache.get('a')).rejects.toThrow('down');
    answers.set('a', 'up');
    expect(await cache.get('a')).toBe('up');
  });

  it('a refresh keeps the value it could not renew', async () => {
    await cache.get('a');
    answers.set('a', new Error('down'));
    expect(await cache.refresh('a')).toBe('first');
  });
});

describe('reading again', () => {
  beforeEach(() => cache.get('a'));

  it('rejects while the source fails, and for 5 seconds does not even ask', async () => {
    answers.set('a', new Error('down'));
    await expect(cache.readAgain('a')).rejects.toThrow('down');
    answers.set('a', 'rotated');
    nowMs += 4999;
    await expect(cache.readAgain('a')).rejects.toThrow('down');
    expect(asked).toHaveLength(2);
    nowMs += 2;
    expect(await cache.readAgain('a')).toBe('rotated');
  });

  it('trusts a reading of the last 30 seconds, though the source fails since', async () => {
    expect(await cache.readAgain('a')).toBe('first');
    answers.set('a', new Error('down'));
    nowMs += 29_999;
    expect(await cache.readAgain('a')).toBe('first');
    nowMs += 2;
    await expect(cache.readAgain('a')).rejects.toThrow('down');
  });
});

describe('refresh', () => {
  it('asks although the value is fresh, at most every 30 seconds for each key', async () => {
    await cache.get('a');
    answers.set('a', 'rotated');
    expect(await cache.refresh('a')).toBe('rotated');
    for (let n = 0; n < 100; n++) await cache.refresh('a');
    expect(asked).toHaveLength(2);
    nowMs += 30_001;
    await cache.refresh('a');
    expect(asked).toHaveLength(3);
  });

  it('finds a key that was missing a moment ago', async () => {
    await cache.get('new');
    answers.set('new', 'there now');
    expect(await cache.refresh('new')).toBe('there now');
    expect(await cache.get('new')).toBe('there now');
  });
});
