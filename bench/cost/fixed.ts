import type { StackTemplate } from '../../local/template/cloud-assembly.ts';
import { prices } from './prices.ts';
import type { Counted } from './counted-stage.ts';

const hoursPerMonth = 730;
const minutesPerMonth = 60 * hoursPerMonth;

/** Lambda reads each queue with this many long polls of 20 s at a time, even if it's empty. */
const pollersPerQueue = 5;
const pollSeconds = 20;

/** Dollars a month of a stage in which nothing happens. */
export function fixedCosts(templates: readonly StackTemplate[], idle: Counted, housekeepingGb: number, cpuMs: number) {
  const resources = templates.flatMap((template) => Object.values(template.Resources));
  const countOf = (type: string) => resources.filter(({ Type }) => Type === type).length;
  const runs = minutesPerMonth;
  const receives = (minutesPerMonth * 60 * pollersPerQueue) / pollSeconds;
  const queues = countOf('AWS::Lambda::EventSourceMapping');
  return {
    [`${countOf('AWS::CloudWatch::Alarm')} alarms`]: countOf('AWS::CloudWatch::Alarm') * prices.alarmMonth,
    [`${countOf('AWS::CloudWatch::CompositeAlarm')} composite alarms`]:
      countOf('AWS::CloudWatch::CompositeAlarm') * prices.compositeAlarmMonth,
    [`${idle.metrics.size} gauges, every minute`]: idle.metrics.size * hoursPerMonth * prices.metricHour,
    [`${countOf('AWS::SecretsManager::Secret')} secrets of the stage`]:
      countOf('AWS::SecretsManager::Secret') * prices.secretMonth,
    [`empty receives of ${queues} queues`]: queues * receives * prices.sqsRequest,
    'housekeeping: Lambda':
      runs * (prices.lambdaRequest + ((idle.waitedMs + cpuMs) / 1000) * housekeepingGb * prices.lambdaGbSecond),
    'housekeeping: DynamoDB': runs * (idle.read * prices.readUnit + idle.write * prices.writeUnit),
  };
}

/** Dollars a month for one more shop: its webhook's secret, and its ThankU token if it has one of its own. */
export const perShop = (secrets: number): number => secrets * prices.secretMonth;
