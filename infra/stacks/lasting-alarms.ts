import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { metrics, type Gauge } from '../../lib/telemetry.ts';
import { entries, levelOf } from '../constructs/metrics.ts';
import { OperatorAlarm } from '../constructs/operator-alarm.ts';
import type { Stage } from '../stages.ts';

/** What an operator is told as long as there is any. */
const operatorSees: Record<Gauge, string> = {
  QuarantineEntries: 'Webhooks with a right signature wait in quarantine: they may be orders.',
  OrdersStuck: 'Orders wait for a person: their customers get no ThankU until somebody acts.',
  ShopsHeld: 'Shops are on an automatic hold: their orders wait, and none of their customers is thanked.',
  ReceiptsStuck: 'Receipts or gift cards wait for a person: their customers get no loyalty credit.',
  CredentialsHeld: 'Thanx credentials or user tokens are on an automatic hold: their receipts wait.',
  PrivacyRequestsOpen: 'Privacy requests are open: a person has to answer or finish them.',
  Paused: 'Shops or credentials are paused: their work waits until somebody releases them.',
  RowsOverdue: 'Orders or webhooks were not woken when they were due: they are late.',
};

/**
 * Alarms that last as long as they are true. Housekeeping publishes each gauge every minute; where it could not count, and
 * while it does not run, it publishes none, and the alarm stays as it is (another one tells that it does not run). One
 * minute with any is enough to begin; to end it takes five published ones without, so that an index that is a moment behind
 * ends no alarm.
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
