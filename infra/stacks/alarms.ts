import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Metric } from '../../lib/telemetry.ts';
import { countOf } from '../constructs/metrics.ts';
import { OperatorAlarm } from '../constructs/operator-alarm.ts';
import type { ServiceFunction } from '../constructs/service-function.ts';
import type { Stage } from '../stages.ts';

interface CountAlarm {
  metric: Metric;
  heading: string;
  operatorSees: string;
  /** Default 1 in 5 minutes. */
  atLeast?: number;
  period?: Duration;
}

/** What the functions count and a person must see. What is not here mends itself, or ends as a dead letter. */
const countAlarms: CountAlarm[] = [
  {
    metric: 'WebhookTooLarge',
    heading: 'webhook-too-large',
    operatorSees: 'A webhook was refused for its size: an order may be missing.',
  },
  {
    metric: 'WebhookQuarantined',
    heading: 'webhook-quarantined',
    operatorSees:
      'A genuine webhook could not be read and was put aside: the platform may have changed its format, or DynamoDB was unavailable.',
  },
  {
    metric: 'WebhookLost',
    heading: 'webhook-lost',
    operatorSees:
      'A webhook was answered 503, because nothing took it or it could not be checked: it comes again only if the platform retries.',
  },
  {
    metric: 'WebhookSecretMissing',
    heading: 'webhook-secret-missing',
    operatorSees:
      'A shop sends webhooks, and its webhook secret is missing or unusable: they are answered 503, and none of its orders arrives.',
  },
  {
    metric: 'WebhookRefused',
    heading: 'webhook-refused',
    operatorSees:
      'Webhooks for a known shop keep failing their signature check: a secret may be wrong, and platforms give up.',
    // A shop with few orders has few retries; a single forgery is nothing.
    atLeast: 5,
    period: Duration.hours(1),
  },
  {
    metric: 'ShopHeld',
    heading: 'shop-held',
    operatorSees: 'A shop is on hold: its orders wait and nobody of it is thanked.',
  },
  {
    metric: 'ShopRedactRequested',
    heading: 'shop-redact-requested',
    operatorSees:
      'A platform asked to erase a whole shop: the shop is paused, and a person has to confirm or reject it.',
  },
  {
    metric: 'CredentialHeld',
    heading: 'credential-held',
    operatorSees: 'A Thanx credential is on hold: none of its receipts is submitted.',
  },
  {
    metric: 'ReceiptUnknown',
    heading: 'receipt-unknown',
    operatorSees: 'A receipt was sent, and whether Thanx took it cannot be found out without a person.',
  },
  {
    metric: 'ReceiptDuplicate',
    heading: 'receipt-duplicate',
    operatorSees: 'Thanx gave two receipts to one order: a customer may have been credited twice.',
  },
  {
    metric: 'GiftCardsLeftOut',
    heading: 'gift-cards-left-out',
    operatorSees: 'Gift cards were left out of orders: the stage has no key to seal them with.',
  },
  {
    metric: 'HousekeepingLate',
    heading: 'housekeeping-late',
    operatorSees: 'Housekeeping does not get through its work: what is due is woken late.',
    // One run too short for a burst is made up for by the next.
    atLeast: 5,
    period: Duration.minutes(15),
  },
];

/** The alarms on what the functions count, and the one on housekeeping's silence. */
export function addAlarms(scope: Construct, stage: Stage, topic: Topic, housekeeping: ServiceFunction): void {
  for (const { metric, heading, operatorSees, atLeast, period } of countAlarms) {
    new OperatorAlarm(scope, `${metric}Alarm`, {
      stage,
      topic,
      heading,
      operatorSees,
      metric: countOf(stage, metric, period ?? Duration.minutes(5)),
      threshold: atLeast ?? 1,
    });
  }
  new OperatorAlarm(scope, 'HousekeepingNotRunningAlarm', {
    stage,
    topic,
    heading: 'housekeeping-not-running',
    operatorSees: 'Housekeeping has not run for ten minutes: parked and waiting orders are not woken.',
    metric: housekeeping.function.metricInvocations({ period: Duration.minutes(5), statistic: 'Sum' }),
    threshold: 1,
    comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
    evaluationPeriods: 2,
    silenceIsBad: true,
  });
}
