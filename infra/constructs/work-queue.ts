import { Duration, Validations } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { maxReceives } from '../../lib/queue/backoff.ts';
import type { Stage } from '../stages.ts';
import { resourceName } from '../../lib/naming.ts';
import type { AlarmHeading } from './alarm-guide.ts';
import { anyMinute, OperatorAlarm, type AlarmActions } from './operator-alarm.ts';

export interface WorkQueueProps {
  stage: Stage;
  alarmActions: AlarmActions;
  /** `orders`, `loyalty-main`. */
  name: string;
  /** The runbook headings of its alarms, and the subject that distinguishes the loyalty queues. */
  alarms: {
    deadLettersHeading: AlarmHeading;
    subject?: string;
    /** What a message in the DLQ means for customers. */
    deadLettersMean: string;
    /** Absent: nobody is told that messages are old. */
    age?: {
      heading: AlarmHeading;
      /** What an old message in the queue means for customers. */
      means: string;
      /** The age of the oldest message that raises the alarm. */
      max: Duration;
    };
  };
  /** The timeout of the function that reads the queue. */
  consumerTimeout: Duration;
}

/** A queue with its DLQ and alarms. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  /** How long the queue hides a received message. */
  readonly visibilityTimeout: Duration;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    const { stage, alarmActions, alarms } = props;
    const common = { retentionPeriod: Duration.days(14), encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...common,
      queueName: resourceName(stage, `${props.name}-dlq`),
    });
    Validations.of(this.deadLetters).acknowledge({
      id: 'Serverless::Serverless-SQSRedrivePolicy',
      reason: 'It is a DLQ itself: a person looks at its messages.',
    });
    // AWS recommends six times the timeout: the poller retries a throttled invocation while the messages are hidden.
    // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
    this.visibilityTimeout = Duration.seconds(6 * props.consumerTimeout.toSeconds());
    this.queue = new Queue(this, 'Queue', {
      ...common,
      queueName: resourceName(stage, props.name),
      visibilityTimeout: this.visibilityTimeout,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: maxReceives },
    });
    const alarm = { stage, alarmActions, ...(alarms.subject === undefined ? {} : { subject: alarms.subject }) };
    new OperatorAlarm(this, 'DeadLettersAlarm', {
      ...alarm,
      heading: alarms.deadLettersHeading,
      operatorSees: alarms.deadLettersMean,
      metric: this.deadLetters.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
        statistic: 'Maximum',
      }),
      threshold: 1,
      // Reading dead letters hides them, mostly for a few minutes. That must not end the alarm and start it again.
      datapoints: anyMinute,
    });
    // The metric only covers messages that were received at most twice, so this alarm means that nobody receives new messages.
    // Messages that wait are received again and again; workers and housekeeping count what takes too long.
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
    if (alarms.age === undefined) return;
    new OperatorAlarm(this, 'AgeAlarm', {
      ...alarm,
      heading: alarms.age.heading,
      operatorSees: alarms.age.means,
      metric: this.queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(5), statistic: 'Maximum' }),
      threshold: alarms.age.max.toSeconds(),
    });
  }
}
