import { Duration, Validations } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { maxReceives } from '../../lib/queue/backoff.ts';
import type { Stage } from '../stages.ts';
import { resourceName } from '../../lib/naming.ts';
import { OperatorAlarm } from './operator-alarm.ts';

export interface WorkQueueProps {
  stage: Stage;
  topic: ITopic;
  /** `orders`, `loyalty-main`. */
  name: string;
  /** The runbook headings of its alarms, and the subject that tells alike queues apart. */
  alarms: {
    deadLettersHeading: string;
    queueAgeHeading: string;
    subject?: string;
    /** What it means for customers when a message lies in the DLQ. */
    deadLettersMean: string;
    /** What it means for customers when the queue grows old. */
    queueAgeMeans: string;
    /** The age of the oldest message that is no longer normal. */
    maxAge: Duration;
  };
  /** Timeout of the function that reads the queue. */
  consumerTimeout: Duration;
}

/** A queue that always has its DLQ, and alarms that say what it means when they fire. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  /** How long it hides a message that was received. */
  readonly visibilityTimeout: Duration;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    const { stage, topic, alarms } = props;
    const common = {
      retentionPeriod: Duration.days(14),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    };
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...common,
      queueName: resourceName(stage, `${props.name}-dlq`),
    });
    Validations.of(this.deadLetters).acknowledge({
      id: 'Serverless::Serverless-SQSRedrivePolicy',
      reason: 'It is itself the end of the way: a person looks at it.',
    });
    // Six times, as AWS asks for: the poller retries a throttled invocation while it holds the messages.
    // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
    this.visibilityTimeout = Duration.seconds(6 * props.consumerTimeout.toSeconds());
    this.queue = new Queue(this, 'Queue', {
      ...common,
      queueName: resourceName(stage, props.name),
      visibilityTimeout: this.visibilityTimeout,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: maxReceives },
    });
    const alarm = { stage, topic, ...(alarms.subject === undefined ? {} : { subject: alarms.subject }) };
    new OperatorAlarm(this, 'DeadLettersAlarm', {
      ...alarm,
      heading: alarms.deadLettersHeading,
      operatorSees: alarms.deadLettersMean,
      // Whoever looks at them hides them meanwhile: the alarm must not end by that and begin again.
      metric: new MathExpression({
        expression: 'visible + hidden',
        usingMetrics: {
          visible: this.deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
          hidden: this.deadLetters.metricApproximateNumberOfMessagesNotVisible({ statistic: 'Maximum' }),
        },
        label: 'Dead letters',
        period: Duration.minutes(1),
      }),
      threshold: 1,
      datapoints: { atLeast: 1, of: 5 },
    });
    // It sees new messages that nobody receives, and no others: SQS leaves out what was received three times or more, and
    // waiting here is receiving again. Whatever else takes long shows in what the workers and housekeeping count.
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
    new OperatorAlarm(this, 'AgeAlarm', {
      ...alarm,
      heading: alarms.queueAgeHeading,
      operatorSees: alarms.queueAgeMeans,
      metric: this.queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(5), statistic: 'Maximum' }),
      threshold: alarms.maxAge.toSeconds(),
    });
  }
}
