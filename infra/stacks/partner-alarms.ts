import { Duration } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { metrics } from '../../lib/telemetry.ts';
import { countOf } from '../constructs/metrics.ts';
import { OperatorAlarm } from '../constructs/operator-alarm.ts';
import type { Stage } from '../stages.ts';

const partners = [
  { name: 'ThankU', calls: 'ThankuCall', failed: 'ThankuCallFailed', waits: 'orders' },
  { name: 'Thanx', calls: 'ThanxCall', failed: 'ThanxCallFailed', waits: 'receipts' },
] as const;

/** The metrics that these alarms watch. */
export type PartnerCount = (typeof partners)[number]['calls' | 'failed'];

const period = Duration.minutes(5);
/** Fewer calls than this in a period say nothing. A single order whose attempts all fail makes as many within five minutes. */
export const fewestCalls = 3;
const failedPercent = 50;
/** The attempts of one order grow rare, and each new order makes some: for an hour after the last bad period it goes on. */
const datapoints = { atLeast: 1, of: 12 };

/** Alarms on partners that fail most calls. A partner that refuses instead holds shops or credentials, which has its own. */
export function addPartnerAlarms(scope: Construct, stage: Stage, topic: Topic): void {
  for (const { name, calls, failed, waits } of partners) {
    new OperatorAlarm(scope, `${failed}Alarm`, {
      stage,
      topic,
      heading: metrics[failed].alarm,
      operatorSees: `${name} fails at least half of the calls: ${waits} wait and are tried again.`,
      metric: new MathExpression({
        expression: `IF(calls >= ${fewestCalls}, 100 * FILL(failed, 0) / calls, 0)`,
        usingMetrics: { calls: countOf(stage, calls, period), failed: countOf(stage, failed, period) },
        label: `Failed calls to ${name} (%)`,
        period,
      }),
      threshold: failedPercent,
      datapoints,
    });
  }
}
