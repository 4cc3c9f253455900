import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, type IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { metrics, type AlarmedCount, type Metric } from '../../lib/telemetry.ts';
import { countOf, entries } from '../constructs/metrics.ts';
import { anyMinute, OperatorAlarm, type AlarmActions } from '../constructs/operator-alarm.ts';
import type { ServiceFunction } from '../constructs/service-function.ts';
import type { Stage } from '../stages.ts';
import { addLastingAlarms } from './lasting-alarms.ts';
import { addPartnerAlarms, type PartnerCount } from './partner-alarms.ts';

interface CountAlarm {
  operatorSees: string;
  /** `new` if another alarm with this heading stays on as long as there is any. */
  subject?: string;
  /** Default: 1 in any minute. The alarm ends after fifteen minutes without any. */
  atLeast?: number;
  period?: Duration;
  datapoints?: { atLeast: number; of: number };
}

/** The alarms on what the functions count. lib/telemetry.ts has their runbook headings. */
const countAlarms: Record<Exclude<AlarmedCount, PartnerCount>, CountAlarm> = {
  WebhookTooLarge: { operatorSees: 'A webhook was refused because it is too large: it may have been a real order.' },
  WebhookQuarantined: {
    subject: 'new',
    operatorSees:
      "A verified webhook couldn't be read and was quarantined: the platform may have changed its format, or DynamoDB was unavailable.",
  },
  WebhookLost: {
    operatorSees: 'A webhook was answered 429 or 5xx and not stored: it is lost unless the platform sends it again.',
  },
  WebhookSecretMissing: {
    operatorSees:
      'A shop sends webhooks, but its webhook secret is missing or unusable: they are answered 503, and none of its orders arrives.',
  },
  WebhookRefused: {
    operatorSees:
      "Webhooks of a known shop keep failing their signature check: the shop's secret may be wrong. Platforms give up after a while.",
    // A shop with few orders makes few retries, and a single forgery needs no alarm.
    atLeast: 5,
    period: Duration.hours(1),
    datapoints: { atLeast: 1, of: 1 },
  },
  OrderNotFetched: {
    operatorSees:
      "A shop's platform refuses to give orders that its webhooks named, or has failed to for an hour: these orders wait, and their customers aren't thanked.",
    // Each refusal is counted, and a shop is asked every 15 minutes, so the alarm lasts as long as that.
    datapoints: { atLeast: 1, of: 20 },
  },
  HandshakeRefused: {
    operatorSees:
      "A shop that isn't the one that is registered tried to register with its app's secret: a reinstalled app, a copy of the shop, or an attacker.",
  },
  LimitReached: {
    operatorSees: 'A shop has reached its limit, or the part of it at which its settings warn.',
  },
  OrderFailed: { subject: 'new', operatorSees: 'An order failed for good: its customer gets no ThankU.' },
  ShopHeld: {
    subject: 'new',
    operatorSees: "A shop's circuit opened: its orders wait, and none of its customers is thanked.",
  },
  PrivacyRequested: {
    subject: 'new',
    operatorSees: "A person has to answer or finish a request for a customer's data.",
  },
  EventWaiting: {
    operatorSees:
      "Webhooks' events wait for a person: their shop has no settings or newer ones, or the customer key can't be read.",
    // Each is counted every 15 minutes, so the alarm lasts as long as one waits.
    datapoints: { atLeast: 1, of: 20 },
  },
  ShopRedactRequested: {
    operatorSees:
      'A platform asked to erase a whole shop: the shop is paused, and a person has to confirm or reject it.',
  },
  CredentialHeld: {
    subject: 'new',
    operatorSees:
      "The circuit of a Thanx credential, or of a shop's own secret at Thanx, opened: its receipts and baskets wait.",
  },
  ReceiptUnknown: {
    operatorSees: 'A receipt was sent, but it is unknown whether Thanx has it: a person has to find out.',
  },
  ReceiptRejected: {
    subject: 'new',
    operatorSees:
      'A receipt or a basket failed for good: its customer gets no loyalty credit, or keeps that of a refund.',
  },
  ReceiptDuplicate: { operatorSees: 'Thanx has two receipts of one order: a customer may have been credited twice.' },
  GiftCardRejected: { subject: 'new-gift-card', operatorSees: "A gift card was not added to its customer's account." },
  GiftCardsLeftOut: { operatorSees: 'Gift cards were left out of orders: the stage has no key to seal them with.' },
  MessageFailed: {
    operatorSees: 'Messages keep failing: a bug or an outage stops orders or receipts.',
    // A message is retried within seconds at first, and in the end every three to six minutes.
    datapoints: { atLeast: 3, of: 20 },
  },
  MessageDead: {
    operatorSees: 'A message failed at its last receive and goes to the dead letter queue: it may be an order.',
  },
  HousekeepingLate: {
    operatorSees: "Housekeeping doesn't finish its work: due orders are woken late.",
    // If a run is too short for a burst, the next one makes up for it.
    atLeast: 5,
    period: Duration.minutes(15),
    datapoints: { atLeast: 1, of: 1 },
  },
};

/** The alarms on counts, gauges and partners, and the one for when housekeeping stops. @returns those on counts */
export function addAlarms(
  scope: Construct,
  stage: Stage,
  alarmActions: AlarmActions,
  housekeeping: ServiceFunction,
): ReadonlyMap<Metric, IAlarm> {
  const onCounts = new Map<Metric, IAlarm>();
  for (const [metric, alarm] of entries(countAlarms)) {
    const { operatorSees, subject, atLeast, period, datapoints } = alarm;
    const { alarm: added } = new OperatorAlarm(scope, `${metric}Alarm`, {
      stage,
      alarmActions,
      heading: metrics[metric].alarm,
      ...(subject === undefined ? {} : { subject }),
      operatorSees,
      metric: countOf(stage, metric, period ?? Duration.minutes(1)),
      threshold: atLeast ?? 1,
      datapoints: datapoints ?? anyMinute,
    });
    onCounts.set(metric, added);
  }
  addLastingAlarms(scope, stage, alarmActions);
  addPartnerAlarms(scope, stage, alarmActions);
  new OperatorAlarm(scope, 'HousekeepingNotRunningAlarm', {
    stage,
    alarmActions,
    heading: 'housekeeping-not-running',
    operatorSees: "Housekeeping hasn't run for five minutes: parked and waiting orders are not woken.",
    metric: housekeeping.function.metricInvocations({ period: Duration.minutes(1), statistic: 'Sum' }),
    threshold: 1,
    comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
    datapoints: { atLeast: 5, of: 5 },
    missingData: 'bad',
  });
  return onCounts;
}
