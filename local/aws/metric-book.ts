import * as z from 'zod';
import { dayMs, minuteMs } from '../../lib/durations.ts';

/** What identifies a metric in CloudWatch. */
export interface MetricName {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
}

/** The functions' metrics by the minute, in memory. */
export interface MetricBook {
  /** Reads a line of a function's log. Ignores lines without metrics. */
  take(line: string): void;
  /** The sums of all periods in `[startMs, endMs)` that have any, newest first. */
  sums(metric: MetricName, between: { startMs: number; endMs: number; periodMs: number }): Counted[];
}

export interface Counted {
  atMs: number;
  sum: number;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
const EmbeddedMetrics = z.object({
  log: z.looseObject({
    _aws: z.object({
      Timestamp: z.number(),
      CloudWatchMetrics: z.array(
        z.object({
          Namespace: z.string(),
          Dimensions: z.array(z.array(z.string())),
          Metrics: z.array(z.object({ Name: z.string() })),
        }),
      ),
    }),
  }),
});

/** A dashboard shows two days. */
const keptMs = 2 * dayMs;

const keyOf = ({ namespace, name, dimensions }: MetricName): string =>
  JSON.stringify([namespace, name, Object.entries(dimensions).toSorted(([a], [b]) => (a < b ? -1 : 1))]);

export function metricBook(): MetricBook {
  const counts = new Map<string, Map<number, number>>();

  const add = (metric: MetricName, atMs: number, value: number) => {
    const key = keyOf(metric);
    const minutes = counts.get(key) ?? new Map<number, number>();
    counts.set(key, minutes);
    const minute = atMs - (atMs % minuteMs);
    minutes.set(minute, (minutes.get(minute) ?? 0) + value);
    for (const oldest of minutes.keys()) {
      if (oldest >= minute - keptMs) break;
      minutes.delete(oldest);
    }
  };

  return {
    take(line) {
      // Most lines have no metrics, and parsing is expensive.
      if (!line.includes('"CloudWatchMetrics"')) return;
      const parsed = EmbeddedMetrics.safeParse(JSON.parse(line));
      if (!parsed.success) return;
      const { _aws, ...values } = parsed.data.log;
      for (const { Namespace, Dimensions, Metrics } of _aws.CloudWatchMetrics) {
        for (const names of Dimensions) {
          const dimensions = Object.fromEntries(names.map((name) => [name, String(values[name])]));
          for (const { Name } of Metrics) {
            for (const one of [values[Name]].flat())
              if (typeof one === 'number') add({ namespace: Namespace, name: Name, dimensions }, _aws.Timestamp, one);
          }
        }
      }
    },
    sums(metric, { startMs, endMs, periodMs }) {
      const periods = new Map<number, number>();
      for (const [minute, value] of counts.get(keyOf(metric)) ?? []) {
        if (minute < startMs - (startMs % minuteMs) || minute >= endMs) continue;
        const period = minute - (minute % periodMs);
        periods.set(period, (periods.get(period) ?? 0) + value);
      }
      return [...periods].map(([atMs, sum]) => ({ atMs, sum })).toSorted((a, b) => b.atMs - a.atMs);
    },
  };
}
