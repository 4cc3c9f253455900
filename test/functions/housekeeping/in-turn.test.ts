import { expect, it } from 'vitest';
import { inTurn } from '../../../functions/housekeeping/in-turn.ts';
import type { DueEntry } from '../../../lib/store/due.ts';

const rowOf = (shop: string, number: number): DueEntry => ({
  pk: `order#${shop}#${shop}-${number}`,
  sk: 'state#thanku',
  dueAt: number,
});

async function pidsOf(entries: readonly DueEntry[]): Promise<string[]> {
  const pids: string[] = [];
  const source = async function* () {
    yield* entries;
  };
  for await (const { pk } of inTurn(source())) pids.push(pk.split('#')[2] ?? pk);
  return pids;
}

it('gives all shops their turn, and keeps the order of each', async () => {
  const oak = [1, 2, 3, 4].map((number) => rowOf('oak', number));
  const [elm, fir] = [
    [5, 6].map((number) => rowOf('elm', number)),
    [rowOf('fir', 7), { pk: 'parked#1', sk: 'parked', dueAt: 8 }],
  ];
  expect(await pidsOf([...oak, ...elm, ...fir])).toEqual([
    'oak-1',
    'elm-5',
    'fir-7',
    'parked#1',
    'oak-2',
    'elm-6',
    'oak-3',
    'oak-4',
  ]);
});

it('lets one order pass thousands of another shop', async () => {
  const oak = Array.from({ length: 4999 }, (_, number) => rowOf('oak', number));
  const pids = await pidsOf([...oak, rowOf('elm', 5000)]);
  expect(pids.indexOf('elm-5000')).toBe(1);
  expect(new Set(pids).size).toBe(5000);
});
