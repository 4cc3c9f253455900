import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { metrics, type AlarmedCount } from '../../lib/telemetry.ts';
import { countOf, entries } from '../constructs/metrics.ts';
import { anyMinute, OperatorAlarm } from '../constructs/operator-alarm.ts';
import type { ServiceFunction } from '../constructs/service-function.ts';
import type { Stage } from '../stages.ts';
import { addLastingAlarms } from './lasting-alarms.ts';
import { addPartnerAlarms, type PartnerCount } from './partner-alarms.ts';

interface CountAlarm {
  operatorSees: string;
  /** `new`: another alarm of this heading lasts as long as there is any. */
  subject?: string;
  /** Default: one in any minute, until fifteen minutes had none. */
  atLeast?: number;
  period?: Duration;
  datapoints?: { atLeast: number; of: number };
}

/** The figures of each alarm on what the functions count; lib/telemetry.ts has its heading in the runbook. */
const countAlarms: Record<Exclude<AlarmedCount, PartnerCount>, CountAlarm> = {
  WebhookTooLarge: { operatorSees: 'A webhook was refused for its size: it may have been a real order.' },
  WebhookQuarantined: {
    subject: 'new',
    operatorSees:
      'A genuine webhook could not be read and was put aside: the platform may have changed its format, or DynamoDB was unavailable.',
  },
  WebhookLost: {
    operatorSees: 'A webhook was answered 429 or 5xx and stored nowhere: it comes again only if the platform retries.',
  },
  WebhookSecretMissing: {
    operatorSees:
      'A shop sends webhooks, and its webhook secret is missing or unusable: they are answered 503, and none of its orders arrives.',
  },
  WebhookRefused: {
    operatorSees:
      'Webhooks for a known shop keep failing their signature check: a secret may be wrong, and platforms give up.',
    // A shop with few orders has few retries; a single forgery is nothing.
    atLeast: 5,
    period: Duration.hours(1),
    datapoints: { atLeast: 1, of: 1 },
  },
  OrderFailed: { subject: 'new', operatorSees: 'An order failed for good: its customer gets no ThankU.' },
  ShopHeld: {
    subject: 'new',
    operatorSees: 'A shop is on hold: its orders wait, and none of its customers is thanked.',
  },
  PrivacyRequested: {
    subject: 'new',
    operatorSees: "A person has to answer or finish a request for a customer's data.",
  },
  EventWaiting: {
    operatorSees:
      "Webhooks' events wait for a person: their shop has no settings or newer ones, or the customer key can't be read.",
    // Each is looked at every 15 minutes: the alarm lasts as long as one waits.
    datapoints: { atLeast: 1, of: 20 },
  },
  ShopRedactRequested: {
    operatorSees:
      'A platform asked to erase a whole shop: the shop is paused, and a person has to confirm or reject it.',
  },
  CredentialHeld: {
    subject: 'new',
    operatorSees: "A Thanx credential or a shop's user token is on hold: its receipts wait.",
  },
  ReceiptUnknown: {
    operatorSees: 'A receipt was sent, and whether Thanx took it cannot be found out without a person.',
  },
  ReceiptRejected: { subject: 'new', operatorSees: 'A receipt failed for good: its customer gets no loyalty credit.' },
  ReceiptDuplicate: {
    operatorSees: 'Thanx gave two receipts to one order: a customer may have been credited twice.',
  },
  GiftCardRejected: { subject: 'new-gift-card', operatorSees: "A gift card did not get onto its customer's account." },
  GiftCardsLeftOut: {
    operatorSees: 'Gift cards were left out of orders: the stage has no key to seal them with.',
  },
  MessageFailed: {
    operatorSees: 'Messages keep failing: a fault or an outage stops orders or receipts.',
    // One that fails once is tried again within seconds; one that goes on failing, every three to six minutes at last.
    datapoints: { atLeast: 3, of: 20 },
  },
  MessageDead: {
    operatorSees: 'A message failed at its last receive and goes into the dead letter queue: it may be an order.',
  },
  HousekeepingLate: {
    operatorSees: 'Housekeeping does not get through its work: what is due is woken late.',
    // One run too short for a burst is made up for by the next.
    atLeast: 5,
    period: Duration.minutes(15),
    datapoints: { atLeast: 1, of: 1 },
  },
};

/** The alarms on what the functions count and publish, and the one on housekeeping's silence. */
export function addAlarms(scope: Construct, stage: Stage, topic: Topic, housekeeping: ServiceFunction): void {
  for (const [metric, alarm] of entries(countAlarms)) {
    const { operatorSees, subject, atLeast, period, datapoints } = alarm;
    new OperatorAlarm(scope, `${metric}Alarm`, {
      stage,
      topic,
      heading: metrics[metric].alarm,
      ...(subject === undefined ? {} : { subject }),
      operatorSees,
      metric: countOf(stage, metric, period ?? Duration.minutes(1)),
      threshold: atLeast ?? 1,
      datapoints: datapoints ?? anyMinute,
    });
  }
  addLastingAlarms(scope, stage, topic);
  addPartnerAlarms(scope, stage, topic);
  new OperatorAlarm(scope, 'HousekeepingNotRunningAlarm', {
    stage,
    topic,
    heading: 'housekeeping-not-running',
    operatorSees: 'Housekeeping has not run for minutes: parked and waiting orders are not woken.',
    metric: housekeeping.function.metricInvocations({ period: Duration.minutes(1), statistic: 'Sum' }),
    threshold: 1,
    comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
    datapoints: { atLeast: 5, of: 5 },
    missingData: 'bad',
  });
}
