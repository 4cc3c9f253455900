import { expect, it } from 'vitest';
import { ThankflowError } from '../../../lib/errors.ts';
import { quarantined } from '../../../lib/quarantine/entry.ts';
import { describeLook, lookInto } from '../../../ops/quarantine/listing.ts';
import { webhook } from '../../support/webhook.ts';

const nowMs = Date.parse('2026-03-01T12:00:00.000Z');

/** S3 lists by key, so the newest entry may be anywhere. Minutes ago, by key. */
function bucketOf(ages: Readonly<Record<string, number>>) {
  const read: string[] = [];
  const at = (key: string) => nowMs - (ages[key] ?? 0) * 60_000;
  return {
    read,
    async *objects() {
      for (const key of Object.keys(ages)) yield { key, writtenAtMs: at(key) };
    },
    async get(key: string) {
      read.push(key);
      if (key === 'foreign') throw new ThankflowError('bad-row', 'not an entry');
      const details = { id: key, shop: 'oak', platform: 'standard' as const, readHeaders: [], reason: `of ${key[0]}` };
      return quarantined(webhook({}, '{}'), { ...details, receivedAtMs: at(key) });
    },
  };
}

it('reads only the newest, and counts the others', async () => {
  const bucket = bucketOf({ a1: 50, a2: 3, b1: 1, b2: 40, b3: 2 });
  const look = await lookInto(bucket, { listed: 2, counted: 100, read: 3 });
  expect(bucket.read.toSorted()).toEqual(['a2', 'b1', 'b3']);
  expect(look.entries.map(({ id }) => id)).toEqual(['b1', 'b3']);
  expect(look).toMatchObject({ count: 3, total: 5, isMore: false });
  expect(look.reasons).toEqual([
    { reason: 'of b', count: 2 },
    { reason: 'of a', count: 1 },
  ]);
});

it('says where counting ended, and what isn’t an entry', async () => {
  const look = await lookInto(bucketOf({ foreign: 5, a1: 4, a2: 3 }), { listed: 2, counted: 2, read: 2 });
  expect(look).toMatchObject({ count: 1, total: 2, isMore: true, unreadable: ['foreign'] });
  expect(describeLook(look)).toEqual([
    'Counting ended at 2, so newer ones may be missing here.',
    expect.stringContaining("The object foreign isn't a quarantined webhook"),
  ]);
  expect((await lookInto(bucketOf({ a1: 4, a2: 3 }), { listed: 2, counted: 2, read: 2 })).isMore).toBe(false);
});
