import { beforeEach, describe, expect, it } from 'vitest';
import { ThankflowError } from '../../../lib/errors.ts';
import { customerKeyReader } from '../../../lib/secrets/customer-key.ts';

const key = 'a1'.repeat(32);
const startMs = Date.parse('2026-03-01T12:00:00.000Z');
let answers: (() => string | undefined)[];
let asked: string[];
let nowMs: number;
const unavailable = () => {
  throw new ThankflowError('unavailable', 'no answer');
};
const reader = () =>
  customerKeyReader(
    async (name) => {
      asked.push(name);
      return (answers.length > 1 ? answers.shift() : answers[0])?.();
    },
    'dev',
    { ttlMs: 60_000, now: () => nowMs },
  );
beforeEach(() => {
  [asked, nowMs] = [[], startMs];
});

describe('the customer key', () => {
  it("is the stage's, asked for once a minute and not for every customer", async () => {
    answers = [() => JSON.stringify({ older: [], key })];
    const read = reader();
    expect(await Promise.all([read(), read()])).toEqual([
      { key, older: [] },
      { key, older: [] },
    ]);
    expect(asked).toEqual(['thankflow/dev/customer-key']);
    nowMs += 60_001;
    await read();
    expect(asked).toHaveLength(2);
  });

  it.each([
    ['nobody can be asked', unavailable],
    ['it is gone', () => undefined],
    ['it is spoilt', () => '{"key":7}'],
  ])('serves on while %s, if it was known', async (_what, answer) => {
    answers = [() => JSON.stringify({ key }), answer];
    const read = reader();
    await read();
    for (const later of [60_001, 120_002]) {
      nowMs = startMs + later;
      expect(await read()).toEqual({ key, older: [] });
    }
  });

  it('that is not there, or cannot be asked for, is an error and no empty answer; once it is there, all is well', async () => {
    answers = [() => undefined, unavailable, () => JSON.stringify({ key })];
    const read = reader();
    await expect(read()).rejects.toMatchObject({
      code: 'bad-secret',
      message: expect.stringContaining('customer-key'),
    });
    nowMs += 6000;
    await expect(read()).rejects.toMatchObject({ code: 'unavailable' });
    expect((await read()).key).toBe(key);
  });

  it.each(['', '{}', '{"key":""}', '{"key":"short"}', JSON.stringify({ key, older: ['short'] }), JSON.stringify(key)])(
    'that is %j is refused',
    async (text) => {
      answers = [() => text];
      await expect(reader()()).rejects.toMatchObject({ code: 'bad-secret' });
    },
  );
});
