import { expect, it } from 'vitest';
import { Findings } from '../../../ops/stuck/finding.ts';

it.each([
  ['as they came', [1, 2, 3, 4, 5, 6, 7]],
  ['the newest first', [7, 6, 5, 4, 3, 2, 1]],
  ['in any order', [6, 3, 7, 1, 5, 2, 4]],
])('counts everything and keeps the oldest things, read %s', (_, read) => {
  const findings = new Findings(3);
  for (const since of read) findings.add('thanku-gave-up', { key: `oak/oak-${since}`, since });
  expect(findings.all).toMatchObject([{ count: 7, things: [{ since: 1 }, { since: 2 }, { since: 3 }] }]);
});

it('keeps things of the same age in the order of their keys', () => {
  for (const keys of ['abc', 'cba']) {
    const findings = new Findings(2);
    for (const key of keys) findings.add('dead-wake-up', { key });
    expect(findings.all).toMatchObject([{ things: [{ key: 'a' }, { key: 'b' }] }]);
  }
});
