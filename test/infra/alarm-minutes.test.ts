import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { minCalls } from '../../infra/stacks/partner-alarms.ts';
import { retryDelaySeconds } from '../../lib/queue/backoff.ts';
import { metrics, type Metric } from '../../lib/telemetry.ts';
import { alarms, headingOf, metricsOf, periodMinutes, stage, type AlarmProperties } from './support/alarms.ts';

/** CloudWatch gets and shows what happened a minute or two later. */
const deliveryMinutes = 2;
/** How far back it looks before it says that there is no data: AWS does not say how much more than the evaluated periods. */
const silenceMinutes = 5;

/** The minutes from the fault to the alarm, at most. */
function minutesOf(alarm: AlarmProperties): number {
  const { MetricName = '', DatapointsToAlarm, Threshold, InsufficientDataActions } = alarm;
  const watched = DatapointsToAlarm * periodMinutes(alarm) + deliveryMinutes;
  if (InsufficientDataActions !== undefined) return watched + silenceMinutes;
  if (MetricName === 'ApproximateAgeOfOldestMessage') return watched + Threshold / 60;
  // Housekeeping has to run first, which it does every minute.
  const isGauge = metricsOf(alarm).some(({ MetricName: name }) => 'gauge' in (metrics[name as Metric] ?? {}));
  return watched + (isGauge ? 1 : 0);
}

const operating = readFileSync(new URL('../../docs/operating.md', import.meta.url), 'utf8');
const table = operating.slice(operating.indexOf('\n## Alarms\n')).split('\n## ')[1] ?? '';
const rows = [...table.matchAll(/^\| (`[a-z-]+`(?:, `[a-z-]+`)*) +\|.*\| (\d+) +\|$/gm)].flatMap(
  ([, names = '', minutes]) =>
    [...names.matchAll(/`([a-z-]+)`/g)].map(([, name = '']): [string, number] => [name, Number(minutes)]),
);

describe('the minutes from a fault to its alarm', () => {
  it('are as docs/operating.md has them, for the quickest alarm of each kind', () => {
    const quickest = new Map<string, number>();
    for (const alarm of alarms) {
      const heading = headingOf(alarm);
      quickest.set(heading, Math.min(minutesOf(alarm), quickest.get(heading) ?? Infinity));
    }
    expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(quickest));
  });

  it('are few where money, orders or the law wait', () => {
    for (const heading of ['webhook-lost', 'orders-failed', 'shop-held', 'privacy-requests', 'message-dead'])
      expect(new Map(rows).get(heading)).toBeLessThanOrEqual(3);
    for (const heading of ['thanku-failing', 'thanx-failing', 'messages-failing'])
      expect(new Map(rows).get(heading)).toBeLessThanOrEqual(7);
  });
});

describe('a partner’s outage', () => {
  const periodSeconds = 300;

  /** When the attempts of one order end, seconds from its first; each takes `callSeconds` to fail. */
  const attempts = (random: number, callSeconds: number): number[] => {
    const ends = [callSeconds];
    for (let made = 1; made < 12; made++)
      ends.push((ends.at(-1) ?? 0) + retryDelaySeconds(made, stage.retryBaseSeconds, random) + callSeconds);
    return ends;
  };

  it.each([
    ['refuses connections', 0],
    ['hangs until we give up', stage.partnerTimeoutMs / 1000],
  ])('that %s is seen by the attempts of a single order, wherever CloudWatch’s periods begin', (_, callSeconds) => {
    for (const random of [0, 0.5, 0.999]) {
      for (let offset = 0; offset < periodSeconds; offset++) {
        const failed = Map.groupBy(attempts(random, callSeconds), (at) => Math.floor((at + offset) / periodSeconds));
        const most = Math.max(failed.get(0)?.length ?? 0, failed.get(1)?.length ?? 0);
        expect(most).toBeGreaterThanOrEqual(minCalls);
      }
    }
  });
});
