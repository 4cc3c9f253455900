import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { metrics, type Gauge } from '../../lib/telemetry.ts';
import { entries, levelOf } from '../constructs/metrics.ts';
import { OperatorAlarm, type AlarmActions } from '../constructs/operator-alarm.ts';
import type { Stage } from '../stages.ts';

/** `NotifyTargetsHeld` waits for half an hour, because a shop's system may be back by then. Housekeeping publishes it only while there is any. */
type LastingGauge = Exclude<Gauge, 'NotifyTargetsHeld'>;

/** The alarms' texts. They stay on as long as there is any. */
const operatorSees: Record<LastingGauge, string> = {
  QuarantineEntries: 'Verified webhooks wait in quarantine: they may be orders.',
  OrdersStuck: 'Orders wait for a person: their customers get no ThankU until somebody acts.',
  ShopsHeld: 'Circuits of shops are open: their orders wait, and none of their customers is thanked.',
  ReceiptsStuck:
    'Receipts, baskets or gift cards wait for a person: their customers get no loyalty credit, or keep that of a refund.',
  CredentialsHeld:
    'Circuits of Thanx credentials, or of shops’ own secrets at Thanx, are open: receipts and baskets wait.',
  PrivacyRequestsOpen: 'Privacy requests are open: a person has to answer or finish them.',
  Paused: 'Shops or credentials are paused: their orders and receipts wait until somebody resumes them.',
  ShopProblems: "A shop's webhooks or its reconciliation have stopped: orders may be missing.",
  RowsOverdue: 'Orders or webhooks were not woken when they were due: they are late.',
};

/**
 * Alarms on gauges, which housekeeping counts every minute. If a gauge stays at zero, can't be counted, or housekeeping doesn't run (which has
 * its own alarm), there is no data, and the alarm keeps its state. One minute above zero starts an alarm; five published zeros end it, so that
 * an index that is a moment behind doesn't.
 */
export function addLastingAlarms(scope: Construct, stage: Stage, alarmActions: AlarmActions): void {
  for (const [gauge, sees] of entries(operatorSees)) {
    new OperatorAlarm(scope, `${gauge}Alarm`, {
      stage,
      alarmActions,
      heading: metrics[gauge].alarm,
      operatorSees: sees,
      metric: levelOf(stage, gauge),
      threshold: 1,
      datapoints: { atLeast: 1, of: 5 },
      missingData: 'unknown',
    });
  }
  new OperatorAlarm(scope, 'NotifyTargetsHeldAlarm', {
    stage,
    alarmActions,
    heading: metrics.NotifyTargetsHeld.alarm,
    operatorSees:
      "A shop's own system has refused notifications, or not answered, for half an hour: they wait. Its customers are thanked.",
    metric: levelOf(stage, 'NotifyTargetsHeld').with({ period: Duration.minutes(5) }),
    threshold: 1,
    datapoints: { atLeast: 6, of: 6 },
  });
}
