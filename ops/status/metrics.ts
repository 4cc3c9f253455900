import { paginateGetMetricData, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { dayMs, hourMs } from '../../lib/durations.ts';
import { metricNamespace, resourceName, serviceOf } from '../../lib/naming.ts';
import type { Metric } from '../../lib/telemetry.ts';
import type { StageAws } from '../stage/aws.ts';
import { queueNames } from '../queue/names.ts';

/** The functions' recent counts. CloudWatch's figures are a minute or two behind. */
export interface Metrics {
  lastHour: Counts;
  lastDay: Counts;
  /** Queue → age of its oldest message, in seconds. */
  oldestSeconds: Record<string, number | undefined>;
}

const counted = [
  'WebhookAccepted',
  'WebhookRefused',
  'WebhookLost',
  'WebhookTooLarge',
  'WebhookQuarantined',
  'OrderThanked',
  'OrderFailed',
  'OrderIgnored',
  'ReceiptSubmitted',
  'ReceiptApplied',
  'ReceiptDenied',
  'ReceiptRejected',
  'BasketBilled',
  'BasketRefunded',
  'BasketRefundMissed',
  'GiftCardAdded',
  'ThankuCall',
  'ThankuCallFailed',
  'ThankuCallRefused',
  'ThanxCall',
  'ThanxCallFailed',
  'ThanxCallRefused',
] as const satisfies readonly Metric[];

const Counts = z.record(z.enum(counted), z.number());
export type Counts = z.infer<typeof Counts>;

/** How old the newest figure of a queue's age may be. */
const ageWithinMs = 10 * 60_000;

const Results = z.array(z.object({ Id: z.string(), Values: z.array(z.number()).default([]) }));

export async function readMetrics(aws: StageAws, nowMs: number): Promise<Metrics> {
  const [lastHour, lastDay, oldestSeconds] = await Promise.all([
    sums(aws, nowMs, hourMs, 60),
    sums(aws, nowMs, dayMs, 300),
    ages(aws, nowMs),
  ]);
  return { lastHour, lastDay, oldestSeconds };
}

const sums = async (aws: StageAws, nowMs: number, backMs: number, Period: number): Promise<Counts> =>
  Counts.parse(await sumsOf(aws, counted, { nowMs, backMs, Period }));

/** Returns the sum of each metric in the last `backMs`. */
export async function sumsOf(
  aws: Pick<StageAws, 'stage' | 'cloudWatch'>,
  names: readonly Metric[],
  { nowMs, backMs, Period }: { nowMs: number; backMs: number; Period: number },
): Promise<Record<string, number>> {
  const Dimensions = [{ Name: 'service', Value: serviceOf(aws.stage) }];
  const queries = names.map((MetricName, index) => ({
    Id: `m${index}`,
    MetricStat: { Metric: { Namespace: metricNamespace, MetricName, Dimensions }, Period, Stat: 'Sum' },
  }));
  const values = await ask(aws, queries, nowMs, backMs);
  const sum = (index: number) => (values.get(`m${index}`) ?? []).reduce((a, b) => a + b, 0);
  return Object.fromEntries(names.map((name, index) => [name, sum(index)]));
}

async function ages(aws: StageAws, nowMs: number): Promise<Record<string, number | undefined>> {
  const queues = queueNames(aws.stage);
  const queries = queues.map((queue, index) => ({
    Id: `q${index}`,
    MetricStat: {
      Metric: {
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateAgeOfOldestMessage',
        Dimensions: [{ Name: 'QueueName', Value: resourceName(aws.stage, queue) }],
      },
      Period: 60,
      Stat: 'Maximum',
    },
  }));
  const values = await ask(aws, queries, nowMs, ageWithinMs);
  return Object.fromEntries(queues.map((queue, index) => [queue, values.get(`q${index}`)?.[0]]));
}

/** Returns the values of each query, newest first. */
async function ask(
  aws: Pick<StageAws, 'cloudWatch'>,
  MetricDataQueries: MetricDataQuery[],
  nowMs: number,
  backMs: number,
) {
  const values = new Map<string, number[]>();
  const period = {
    StartTime: new Date(nowMs - backMs),
    EndTime: new Date(nowMs),
    ScanBy: 'TimestampDescending',
  } as const;
  const pages = paginateGetMetricData({ client: await aws.cloudWatch() }, { ...period, MetricDataQueries });
  for await (const { MetricDataResults } of pages) {
    for (const { Id, Values } of Results.parse(MetricDataResults ?? [])) {
      values.set(Id, [...(values.get(Id) ?? []), ...Values]);
    }
  }
  return values;
}
