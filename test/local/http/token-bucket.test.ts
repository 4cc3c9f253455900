import { expect, it } from 'vitest';
import { tokenBucket } from '../../../local/http/token-bucket.ts';

it('admits the burst at once, then the rate, and never saves up more than the burst', () => {
  let nowMs = 0;
  const admit = tokenBucket({ rate: 10, burst: 3 }, () => nowMs);
  const atOnce = (tries: number) => Array.from({ length: tries }, admit).filter(Boolean).length;
  expect(atOnce(10)).toBe(3);
  nowMs += 99;
  expect(atOnce(10)).toBe(0);
  nowMs += 1;
  expect(atOnce(10)).toBe(1);
  nowMs += 200;
  expect(atOnce(10)).toBe(2);
  nowMs += 3_600_000;
  expect(atOnce(10)).toBe(3);
});
