import { describe, expect, it } from 'vitest';
import { pollsOf } from '../../bench/permits/polls.ts';
import { shareLimits } from '../../bench/permits/sharing.ts';
import { stages } from '../../infra/stages.ts';
import { thanxLimits } from '../../infra/thanx-capacity.ts';
import { expectedWithin } from '../../lib/order/receipt/expected.ts';

const hour = 3_600_000;

describe('the simulated polls', () => {
  it('take one poll of two calls if all receipts are decided before it', () => {
    const { calls, lateMs } = pollsOf({ decided: { from: 1, to: 2 }, expected: expectedWithin({ from: 24, to: 72 }) });
    expect(calls).toBe(2);
    expect(lateMs).toBeGreaterThan(52 * hour);
    expect(lateMs).toBeLessThan(59 * hour);
  });

  it('are shared by receipts of a customer', () => {
    const usual = { decided: { from: 24, to: 72 }, expected: expectedWithin({ from: 24, to: 72 }) };
    expect(pollsOf({ ...usual, perCustomer: 3 }).calls).toBeLessThan(0.6 * pollsOf(usual).calls);
  });

  it('learn', () => {
    expect(pollsOf({ decided: { from: 0.1, to: 0.2 } }).lateMs).toBeLessThan(hour);
  });

  it('leave their permits to receipts where there are too few', () => {
    const limits = { ...thanxLimits(stages.prod), coldStartMs: 0 };
    limits.sustained.requests = 200;
    const [few, many] = [1000, 8000].map((perDay) => shareLimits(limits, { perDay, polls: 1, hours: 2 }));
    expect(few!.polled).toBeGreaterThan(0.9);
    expect(many!.polled).toBeLessThan(0.5);
    expect(many!.receiptMs).toBeLessThan(60_000);
  });
});
