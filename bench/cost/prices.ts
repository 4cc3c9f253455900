/**
 * AWS's list prices in us-east-1, in dollars, without free tiers and volume discounts. Written down in 2026-03
 * from memory: check them before you rely on a sum.
 * Sources: aws.amazon.com/lambda/pricing, /api-gateway/pricing, /sqs/pricing, /dynamodb/pricing/on-demand, /secrets-manager/pricing,
 * /eventbridge/pricing, /cloudwatch/pricing.
 */
export const pricesAsOf = '2026-03, us-east-1';

/** For one of what the name says. */
export const prices = {
  /** HTTP API, a request of up to 512 KB. */
  apiRequest: 1 / 1e6,
  lambdaRequest: 0.2 / 1e6,
  /** arm64. */
  lambdaGbSecond: 0.0000133334,
  /** A request, and 64 KB of a message. */
  sqsRequest: 0.4 / 1e6,
  /** On top, for a message with a group ID (fair queues). */
  sqsFairSurcharge: 0.1 / 1e6,
  readUnit: 0.125 / 1e6,
  writeUnit: 0.625 / 1e6,
  /** An event of ours, and 64 KB of it. Rules that match it are free. */
  event: 1 / 1e6,
  secretMonth: 0.4,
  secretCall: 0.05 / 10_000,
  logGb: 0.5,
  /** A custom metric with one combination of dimensions, for each hour in which it has data. */
  metricHour: 0.3 / 730,
  /** A metric that an alarm reads. An alarm on an expression reads several. */
  alarmMetricMonth: 0.1,
  compositeAlarmMonth: 0.5,
  dashboardMonth: 3,
} as const;

/** CloudWatch Logs counts these bytes for each line besides its text. */
export const logLineBytes = 26;
