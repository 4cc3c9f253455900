import { describe, expect, it } from 'vitest';
import { billOf, nothingUsed, plus, requestsPerMessage, sumOf, times } from '../../bench/cost/bill.ts';
import { fixedCosts } from '../../bench/cost/fixed.ts';
import { floorOf } from '../../bench/cost/floor.ts';
import { stages } from '../../infra/stages.ts';
import { thanxLimits } from '../../infra/thanx-capacity.ts';

describe('a bill', () => {
  it('is nothing for nothing', () => {
    expect(sumOf(billOf(nothingUsed))).toBe(0);
  });

  it('multiplies what was used by its price', () => {
    const million = { ...nothingUsed, apiRequests: 1e6, readUnits: 5e6, writeUnits: 11e6, gbSeconds: 1e6 };
    const bill = billOf(million);
    expect(bill['API Gateway']).toBeCloseTo(1);
    expect(bill.DynamoDB).toBeCloseTo(5 * 0.125 + 11 * 0.625);
    expect(bill['Lambda time']).toBeCloseTo(13.3334);
  });

  it('counts 26 bytes for each log line besides its text', () => {
    expect(billOf({ ...nothingUsed, logLines: 1e6, logBytes: 974e6 }).Logs).toBeCloseTo(0.5);
  });

  it('adds every kind of usage', () => {
    const ones = Object.fromEntries(Object.keys(nothingUsed).map((name) => [name, 1])) as unknown as typeof nothingUsed;
    expect(new Set(Object.values(plus(ones, ones)))).toEqual(new Set([2]));
    expect(new Set(Object.values(times(ones, 3)))).toEqual(new Set([3]));
  });
});

it('an alarm costs as much as the metrics that it reads', () => {
  const alarm = (id: string, Properties: Record<string, unknown>) => [
    id,
    { Type: 'AWS::CloudWatch::Alarm', Properties },
  ];
  const [visible, hidden] = ['Visible', 'NotVisible'].map((MetricName) => ({ MetricStat: { Metric: { MetricName } } }));
  const Resources = Object.fromEntries([
    alarm('One', { MetricName: 'Errors' }),
    alarm('Two', { Metrics: [{ Expression: 'visible + hidden' }, visible, hidden] }),
  ]);
  const template = { stackName: 'app', Resources, Outputs: {}, Parameters: {}, assets: new Map() };
  const idle = { read: 0, write: 0, calls: [], sent: 0, events: 0, waitedMs: 0, metrics: new Set<string>() };
  expect(fixedCosts([template], idle, 1, 0)['3 metrics of 2 alarms']).toBeCloseTo(0.3);
});

it('a message is sent alone, and received and deleted with its batch', () => {
  expect([requestsPerMessage(1), requestsPerMessage(5)]).toEqual([3, 1.4]);
});

it('the floor grows with a receipt, and falls with full batches', () => {
  const settings = {
    memoryGb: { ingest: 1, 'thank-customer': 1, 'submit-to-thanx': 1, 'notify-shop': 1, housekeeping: 1 },
    batchSize: { 'thank-customer': 5, 'submit-to-thanx': 2, 'notify-shop': 5 },
    limits: thanxLimits(stages.prod),
    ordersPerCacheTtl: 1,
  };
  const cost = (isLoyal: boolean, isFull: boolean) => sumOf(billOf(floorOf(settings, isLoyal, isFull)));
  expect(cost(true, false)).toBeGreaterThan(cost(false, false));
  expect(cost(false, true)).toBeLessThan(cost(false, false));
  expect(floorOf(settings, false, false)).toMatchObject({ invocations: 2, sqsRequests: 3, readUnits: 0, events: 1 });
});
