import { levelPublisher } from '../../functions/housekeeping/levels.ts';
import * as z from 'zod';
import { stages } from '../../infra/stages.ts';
import { hourMs, minuteMs } from '../../lib/durations.ts';
import { secretNames } from '../../lib/secrets/secrets.ts';
import type { StackTemplate } from '../../local/template/cloud-assembly.ts';
import { neededSecrets } from '../../ops/doctor/needed-secrets.ts';
import { prices } from './prices.ts';
import type { Counted } from './counted-stage.ts';

const hoursPerMonth = 730;
const minutesPerMonth = 60 * hoursPerMonth;

/** Lambda reads each queue with this many long polls of 20 s at a time, even if it's empty. */
const pollersPerQueue = 5;
const pollSeconds = 20;

/**
 * Lambda replaces every process after a few hours, even one that is always in use. Others have measured two.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 * @see https://xebia.com/blog/til-that-aws-lambda-terminates-instances-preemptively/
 */
const processHours = 2;

/** In how many hours of a month a gauge that stays at zero has data. Each process publishes zeros at first, and may start at any minute. */
function gaugeHoursPerMonth(): number {
  const hoursOf = (startMinute: number): number => {
    const hours = new Set<number>();
    let nowMs = startMinute * minuteMs;
    const publish = levelPublisher({ count: () => hours.add(Math.floor(nowMs / hourMs)) }, () => nowMs);
    for (const endMs = nowMs + processHours * hourMs; nowMs < endMs; nowMs += minuteMs) publish({ OrdersStuck: 0 });
    return hours.size;
  };
  const perProcess = Array.from({ length: 60 }, (_, minute) => hoursOf(minute)).reduce((sum, one) => sum + one) / 60;
  return (hoursPerMonth / processHours) * perProcess;
}

/** Dollars a month of a stage in which nothing happens. */
export function fixedCosts(templates: readonly StackTemplate[], idle: Counted, housekeepingGb: number, cpuMs: number) {
  const resources = templates.flatMap((template) => Object.values(template.Resources));
  const alarms = resources.filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm');
  const alarmed = alarms.flatMap(({ Properties }) => alarmedMetrics(Properties));
  const countOf = (type: string) => resources.filter(({ Type }) => Type === type).length;
  // Those that shops share are counted with the shops.
  const secrets = secretNamesOf(templates).filter((name) => !isSharedToken(name)).length;
  const runs = minutesPerMonth;
  const receives = (minutesPerMonth * 60 * pollersPerQueue) / pollSeconds;
  const queues = countOf('AWS::Lambda::EventSourceMapping');
  return {
    [`${alarmed.length} metrics of ${alarms.length} alarms`]: alarmed.length * prices.alarmMetricMonth,
    [`${countOf('AWS::CloudWatch::CompositeAlarm')} composite alarms`]:
      countOf('AWS::CloudWatch::CompositeAlarm') * prices.compositeAlarmMonth,
    [`${idle.metrics.size} gauges at zero`]: idle.metrics.size * gaugeHoursPerMonth() * prices.metricHour,
    [`${secrets} secrets of the stage`]: secrets * prices.secretMonth,
    [`empty receives of ${queues} queues`]: queues * receives * prices.sqsRequest,
    'housekeeping: Lambda':
      runs * (prices.lambdaRequest + ((idle.waitedMs + cpuMs) / 1000) * housekeepingGb * prices.lambdaGbSecond),
    'housekeeping: DynamoDB': runs * (idle.read * prices.readUnit + idle.write * prices.writeUnit),
  };
}

/** Dollars a month for the secrets that shops need: each its own, or shared ones where the template has them. */
export function secretsOfShops(templates: readonly StackTemplate[], count: number): { own: number; shared: number } {
  const shops = Array.from({ length: count }, (_, number) => ({ shop: `shop-${number}`, raw: {} }));
  const needed = neededSecrets(stages.local, shops).filter(({ of }) => of !== undefined);
  const shared = secretNamesOf(templates).filter(isSharedToken).length;
  return {
    own: needed.length * prices.secretMonth,
    shared: (needed.filter(({ kind }) => kind !== 'thanku').length + shared) * prices.secretMonth,
  };
}

const Alarm = z.object({ Metrics: z.array(z.object({ MetricStat: z.unknown().optional() })).optional() });

/** The metrics that an alarm reads: the one that it names, or those of its expression. */
function alarmedMetrics(properties: unknown): unknown[] {
  const { Metrics } = Alarm.parse(properties);
  return Metrics === undefined ? [properties] : Metrics.filter(({ MetricStat }) => MetricStat !== undefined);
}

const NamedSecret = z.object({ Name: z.string() });

const secretNamesOf = (templates: readonly StackTemplate[]): string[] =>
  templates
    .flatMap(({ Resources }) => Object.values(Resources))
    .filter(({ Type }) => Type === 'AWS::SecretsManager::Secret')
    .map(({ Properties }) => NamedSecret.parse(Properties).Name);

const isSharedToken = (name: string): boolean =>
  name.startsWith(secretNames.thankuTokens(stages.local.name, '*').slice(0, -1));
