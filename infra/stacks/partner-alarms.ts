import { Duration } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { metrics, type Gauge } from '../../lib/telemetry.ts';
import { countOf, entries, levelOf, OperatorAlarm } from '../constructs/operator-alarm.ts';
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
export function addPartnerAlarms(scope: Construct, stage: Stage, topic: Topic): void {
  for (const { name, calls, failed, waits } of partners) {
    new OperatorAlarm(scope, `${failed}Alarm`, {
      stage,
      topic,
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

/** The alarms' texts. They stay on as long as there is any. */
const operatorSees: Record<Gauge, string> = {
  QuarantineEntries: 'Verified webhooks wait in quarantine: they may be orders.',
  OrdersStuck: 'Orders wait for a person: their customers get no ThankU until somebody acts.',
  ShopsHeld: 'Circuits of shops are open: their orders wait, and none of their customers is thanked.',
  ReceiptsStuck: 'Receipts or gift cards wait for a person: their customers get no loyalty credit.',
  CredentialsHeld: 'Circuits of Thanx credentials or user tokens are open: their receipts wait.',
  PrivacyRequestsOpen: 'Privacy requests are open: a person has to answer or finish them.',
  Paused: 'Shops or credentials are paused: their orders and receipts wait until somebody resumes them.',
  RowsOverdue: 'Orders or webhooks were not woken when they were due: they are late.',
};

/**
 * Alarms on gauges, which housekeeping publishes every minute. If a gauge can't be counted, or housekeeping doesn't run (which has its own
 * alarm), the alarm keeps its state. One minute above zero starts an alarm; five published zeros end it, so that an index that is a moment
 * behind doesn't.
 */
export function addLastingAlarms(scope: Construct, stage: Stage, topic: Topic): void {
  for (const [gauge, sees] of entries(operatorSees)) {
    new OperatorAlarm(scope, `${gauge}Alarm`, {
      stage,
      topic,
      heading: metrics[gauge].alarm,
      operatorSees: sees,
      metric: levelOf(stage, gauge),
      threshold: 1,
      datapoints: { atLeast: 1, of: 5 },
      missingData: 'unknown',
    });
  }
}
