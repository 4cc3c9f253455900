import { expect, it } from 'vitest';
import { retryAfterMs } from '../../../lib/partners/retry-after.ts';

const date = 'Wed, 21 Oct 2026 07:28:00 GMT';

it.each([
  ['120', date, 120_000],
  [' 0 ', date, 0],
  ['1.5', undefined, 1500],
  ['Wed, 21 Oct 2026 07:29:30 GMT', date, 90_000],
  ['Wed, 21 Oct 2026 07:27:00 GMT', date, 0],
  ['Wed, 21 Oct 2026 07:29:30 GMT', undefined, undefined],
  ['soon', date, undefined],
  ['-5', date, undefined],
  ['', date, undefined],
  [undefined, date, undefined],
])('reads Retry-After %o against Date %o as %o ms', (retryAfter, answeredAt, ms) => {
  expect(retryAfterMs(retryAfter, answeredAt)).toBe(ms);
});
