import { beforeAll, describe, expect, it } from 'vitest';
import { checkRecording } from '../../../ops/thanx/certify/check.ts';
import { expectedOf } from '../../../ops/thanx/certify/flows/flows.ts';
import type { RecordedCall } from '../../../ops/thanx/certify/recording.ts';
import { breaches } from './breaches.ts';
import { correctRun, found, settingsOf } from './support.ts';

const correct: Record<'receipts' | 'baskets', readonly RecordedCall[]> = { receipts: [], baskets: [] };
beforeAll(async () => {
  for (const mode of ['receipts', 'baskets'] as const) correct[mode] = (await correctRun(mode)).recording;
});

describe('planted breaches', () => {
  it('there are more than enough, for every check', () => {
    expect(breaches.length).toBeGreaterThan(50);
    const checks = new Set(breaches.map(([, , check]) => check));
    const { checks: known } = checkRecording([], expectedOf(settingsOf.receipts()));
    expect([...checks].toSorted()).toEqual(known.map(({ check }) => check).toSorted());
  });

  it.each(breaches)('%s: %s is found by %s, and by no other check', (mode, _, check, plant) => {
    const checked = checkRecording(plant(structuredClone([...correct[mode]])), expectedOf(settingsOf[mode]()));
    const all = found(checked);
    expect(all.map((one) => one.check)).toEqual([check]);
    expect(all.map(({ result }) => result)).toEqual([
      check === 'header-unknown' || check === 'answer-shape' ? 'WARNING' : 'FAIL',
    ]);
  });
});
