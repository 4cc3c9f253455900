import { Duration } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { metrics } from '../../lib/telemetry.ts';
import { countOf } from '../constructs/metrics.ts';
import { OperatorAlarm, type AlarmActions } from '../constructs/operator-alarm.ts';
import type { Stage } from '../stages.ts';

const partners = [
  { name: 'ThankU', calls: 'ThankuCall', failed: 'ThankuCallFailed', waits: 'orders' },
  { name: 'Thanx', calls: 'ThanxCall', failed: 'ThanxCallFailed', waits: 'receipts' },
] as const;

/** The metrics that these alarms watch. */
export type PartnerCount = (typeof partners)[number]['calls' | 'failed'];

const period = Duration.minutes(5);
/** Fewer calls in a period say nothing. A single order whose attempts all fail makes this many within five minutes. */
export const minCalls = 3;
const failedPercent = 50;
/** An order's attempts become rare, so the alarm stays on for an hour after the last bad period. */
const datapoints = { atLeast: 1, of: 12 };

/** Alarms on partners that fail most calls. If a partner refuses them instead, a circuit opens, which has its own alarm. */
export function addPartnerAlarms(scope: Construct, stage: Stage, alarmActions: AlarmActions): void {
  for (const { name, calls, failed, waits } of partners) {
    new OperatorAlarm(scope, `${failed}Alarm`, {
      stage,
      alarmActions,
      heading: metrics[failed].alarm,
      operatorSees: `At least half of the calls to ${name} fail: ${waits} wait and are retried.`,
      metric: new MathExpression({
        expression: `IF(calls >= ${minCalls}, 100 * FILL(failed, 0) / calls, 0)`,
        usingMetrics: { calls: countOf(stage, calls, period), failed: countOf(stage, failed, period) },
        label: `Failed calls to ${name} (%)`,
        period,
      }),
      threshold: failedPercent,
      datapoints,
    });
  }
}
