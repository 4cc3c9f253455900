import * as z from 'zod';
import { serve, withBody } from '../http/serve.ts';
import { AwsError, jsonProtocol } from './json-protocol.ts';
import type { Counted, MetricBook, MetricName } from './metric-book.ts';

const Query = z.object({
  Id: z.string(),
  MetricStat: z.object({
    Metric: z.object({
      Namespace: z.string(),
      MetricName: z.string(),
      Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
    }),
    Period: z.number().int().multipleOf(60),
    Stat: z.enum(['Sum', 'Maximum']),
  }),
});

const GetMetricData = z.object({
  /** Seconds. */
  StartTime: z.number(),
  EndTime: z.number(),
  MetricDataQueries: z.array(Query).min(1).max(500),
});

export interface CloudWatchSources {
  /** The functions' metrics. */
  metrics: Pick<MetricBook, 'sums'>;
  /** When the oldest message of a queue was sent, epoch ms; `undefined` if it's empty. */
  oldestSentAt: (queue: string) => number | undefined;
  now: () => number;
}

/**
 * A small CloudWatch: GetMetricData for sums of the functions' metrics, and for the current age of a queue's oldest message.
 */
export function startCloudWatch(sources: CloudWatchSources) {
  return serve(
    withBody(
      jsonProtocol({
        GetMetricData: (request) => {
          const { StartTime, EndTime, MetricDataQueries } = GetMetricData.parse(request);
          const results = MetricDataQueries.map(({ Id, MetricStat: { Metric, Period, Stat } }) => {
            const metric = {
              namespace: Metric.Namespace,
              name: Metric.MetricName,
              dimensions: Object.fromEntries(Metric.Dimensions.map(({ Name, Value }) => [Name, Value])),
            };
            const between = { startMs: StartTime * 1000, endMs: EndTime * 1000, periodMs: Period * 1000 };
            const points =
              metric.namespace === 'AWS/SQS' ? ageOf(metric, sources) : sources.metrics.sums(metric, between);
            if (metric.namespace !== 'AWS/SQS' && Stat !== 'Sum')
              throw new AwsError(
                'InvalidParameterValue',
                `${Stat} of what functions count is not imitated on this machine`,
              );
            return {
              Id,
              Label: metric.name,
              StatusCode: 'Complete',
              Timestamps: points.map(({ atMs }) => atMs / 1000),
              Values: points.map(({ sum }) => sum),
            };
          });
          return { MetricDataResults: results, Messages: [] };
        },
      }),
    ),
  );
}

function ageOf({ name, dimensions }: MetricName, { oldestSentAt, now }: CloudWatchSources): Counted[] {
  if (name !== 'ApproximateAgeOfOldestMessage')
    throw new AwsError('InvalidParameterValue', `the metric ${name} of SQS is not imitated on this machine`);
  const sentAt = oldestSentAt(dimensions['QueueName'] ?? '');
  if (sentAt === undefined) return [];
  const nowMs = now();
  return [{ atMs: nowMs - (nowMs % 60_000), sum: Math.max(0, Math.floor((nowMs - sentAt) / 1000)) }];
}
