import { expect, it } from 'vitest';
import { CallLog } from '../../../local/partners/call-log.ts';

const begin = (log: CallLog, arrivedAtMs = 0) =>
  log.begin({ method: 'POST', path: '/receipts', arrivedAtMs }, undefined);

it('counts all calls, those that have not ended, and those that met a fault', () => {
  const log = new CallLog();
  begin(log).end(201, 5);
  begin(log).end('reset', 5, 'reset-after');
  begin(log);
  expect(log.counts()).toEqual({ requests: 3, open: 1, faulty: 1 });
});

it('keeps calls open that had begun before it was emptied', () => {
  const log = new CallLog();
  const call = begin(log);
  log.clear();
  expect(log.counts()).toEqual({ requests: 0, open: 1, faulty: 0 });
  call.end(201, 5);
  expect(log.counts()).toEqual({ requests: 0, open: 0, faulty: 0 });
});

it('lists the last ten thousand, and counts on', () => {
  const log = new CallLog();
  for (let n = 0; n < 10_001; n += 1) begin(log, n).end(201, n + 1);
  expect(log.counts().requests).toBe(10_001);
  expect(log.books().calls).toHaveLength(10_000);
  expect(log.books().calls[0]?.at).toBe(new Date(1).toISOString());
});
