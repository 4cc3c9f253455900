import { expect, it } from 'vitest';
import { batchesOf, chunksOf } from '../../lib/batches.ts';

it.each([
  [0, []],
  [2, [[0, 1]]],
  [3, [[0, 1], [2]]],
])('%i one by one are batches of two', async (count, expected) => {
  const items = Array.from({ length: count }, (_, index) => index);
  async function* oneByOne() {
    yield* items;
  }
  expect(await Array.fromAsync(batchesOf(oneByOne(), 2))).toEqual(expected);
  expect(chunksOf(items, 2)).toEqual(expected);
});

it('reads no further than the batch that is asked for, and ends the source with its reader', async () => {
  const seen: string[] = [];
  async function* source() {
    try {
      for (const item of ['a', 'b', 'c', 'd']) {
        seen.push(item);
        yield item;
      }
    } finally {
      seen.push('ended');
    }
  }
  for await (const batch of batchesOf(source(), 2)) if (batch.length === 2) break;
  expect(seen).toEqual(['a', 'b', 'ended']);
});
