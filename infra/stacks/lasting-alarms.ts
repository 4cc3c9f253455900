import type { Construct } from 'constructs';
import { metrics, type Gauge } from '../../lib/telemetry.ts';
import { entries, levelOf } from '../constructs/metrics.ts';
import { OperatorAlarm, type AlarmActions } from '../constructs/operator-alarm.ts';
import type { Stage } from '../stages.ts';

/** The alarms' texts. They stay on as long as there is any. */
const operatorSees: Record<Gauge, string> = {
  QuarantineEntries: 'Verified webhooks wait in quarantine: they may be orders.',
  OrdersStuck: 'Orders wait for a person: their customers get no ThankU until somebody acts.',
  ShopsHeld: 'Circuits of shops are open: their orders wait, and none of their customers is thanked.',
  ReceiptsStuck: 'Receipts or gift cards wait for a person: their customers get no loyalty credit.',
  CredentialsHeld: 'Circuits of Thanx credentials or user tokens are open: their receipts wait.',
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
}
