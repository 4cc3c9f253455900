import { CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientConfig } from '../../../lib/local-stack/endpoints.ts';
import { startCloudWatch } from '../../../local/aws/cloudwatch.ts';
import { metricBook } from '../../../local/aws/metric-book.ts';
import type { Served } from '../../../local/http/serve.ts';

const metrics = metricBook();
const nowMs = Date.parse('2026-11-20T12:10:30Z');
let served: Served;
let cloudWatch: CloudWatchClient;

/** A line of a function's log, as the embedded metric format has it. */
const line = (name: string, at: string, value: number | number[] = 1, service = 'thankflow-local') =>
  JSON.stringify({
    time: at,
    function: 'thankflow-local-ingest',
    pid: 1,
    log: {
      _aws: {
        Timestamp: Date.parse(at),
        CloudWatchMetrics: [
          { Namespace: 'thankflow', Dimensions: [['service']], Metrics: [{ Name: name, Unit: 'Count' }] },
        ],
      },
      service,
      [name]: value,
    },
  });

beforeAll(async () => {
  const ages: Record<string, number> = { waiting: nowMs - 90_000 };
  served = await startCloudWatch({ metrics, oldestSentAt: (queue) => ages[queue], now: () => nowMs });
  cloudWatch = new CloudWatchClient(clientConfig(served.url, 'eu-central-1'));
  metrics.take(line('OrderThanked', '2026-11-20T11:59:59Z'));
  metrics.take(line('OrderThanked', '2026-11-20T12:00:05Z'));
  metrics.take(line('OrderThanked', '2026-11-20T12:00:55Z', [2, 3]));
  metrics.take(line('OrderThanked', '2026-11-20T12:04:00Z'));
  metrics.take(line('OrderThanked', '2026-11-20T12:04:00Z', 100, 'thankflow-other'));
  metrics.take('{"time":"2026-11-20T12:04:00Z","pid":1,"log":"says \\"CloudWatchMetrics\\" and is none"}');
});
afterAll(async () => {
  cloudWatch.destroy();
  await served.close();
});

async function ask(MetricStat: MetricDataQuery['MetricStat'], StartTime = '2026-11-20T12:00:00Z') {
  const { MetricDataResults } = await cloudWatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(StartTime),
      EndTime: new Date(nowMs),
      MetricDataQueries: [{ Id: 'a', MetricStat }],
    }),
  );
  const { Timestamps, Values } = MetricDataResults![0]!;
  return Timestamps!.map((at, index) => [at.toISOString().slice(11, 16), Values![index]]);
}

const counted = (MetricName: string) => ({
  Namespace: 'thankflow',
  MetricName,
  Dimensions: [{ Name: 'service', Value: 'thankflow-local' }],
});

describe('the local CloudWatch', () => {
  it('sums what functions count by the period, newest first, one stage’s only', async () => {
    expect(await ask({ Metric: counted('OrderThanked'), Period: 60, Stat: 'Sum' })).toEqual([
      ['12:04', 1],
      ['12:00', 6],
    ]);
    expect(await ask({ Metric: counted('OrderThanked'), Period: 300, Stat: 'Sum' })).toEqual([['12:00', 7]]);
  });

  it('has nothing for what was never counted', async () => {
    expect(await ask({ Metric: counted('OrderFailed'), Period: 60, Stat: 'Sum' })).toEqual([]);
  });

  it('says how old the oldest message of a queue is now', async () => {
    const age = (Value: string) => ({
      Metric: {
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateAgeOfOldestMessage',
        Dimensions: [{ Name: 'QueueName', Value }],
      },
      Period: 60,
      Stat: 'Maximum',
    });
    expect(await ask(age('waiting'))).toEqual([['12:10', 90]]);
    expect(await ask(age('empty'))).toEqual([]);
  });

  it('refuses what it does not know instead of answering nothing', async () => {
    await expect(ask({ Metric: counted('OrderThanked'), Period: 60, Stat: 'p99' })).rejects.toThrow(/Stat/);
    const sent = { Namespace: 'AWS/SQS', MetricName: 'NumberOfMessagesSent' };
    await expect(ask({ Metric: sent, Period: 60, Stat: 'Sum' })).rejects.toThrow(/not imitated/);
  });
});
