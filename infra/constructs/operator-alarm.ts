import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Stage } from '../stages.ts';
import { resourceName } from './naming.ts';

export interface OperatorAlarmProps {
  stage: Stage;
  topic: ITopic;
  /** The heading in docs/runbook.md that tells what to do. */
  heading: string;
  /** Which of several alike: a function, a Thanx credential. */
  subject?: string;
  /** What an operator is told when it fires. */
  operatorSees: string;
  metric: IMetric;
  threshold: number;
  /** Default: at or above the threshold. */
  comparison?: ComparisonOperator;
  /** Default 1. */
  evaluationPeriods?: number;
  /** Whether silence is itself the trouble. Default: no data is good. */
  silenceIsBad?: boolean;
}

/**
 * An alarm that a person is told of. It is named `thankflow-<stage>-<runbook heading>[-<subject>]`, so that whoever
 * is woken finds the page by the name alone.
 */
export class OperatorAlarm extends Construct {
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string, props: OperatorAlarmProps) {
    super(scope, id);
    const subject = props.subject === undefined ? '' : `-${props.subject}`;
    this.alarm = new Alarm(this, 'Alarm', {
      alarmName: resourceName(props.stage, props.heading + subject),
      alarmDescription: `${props.operatorSees} What to do: docs/runbook.md#${props.heading}`,
      metric: props.metric,
      threshold: props.threshold,
      comparisonOperator: props.comparison ?? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: props.evaluationPeriods ?? 1,
      treatMissingData: props.silenceIsBad === true ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    this.alarm.addAlarmAction(new SnsAction(props.topic));
  }
}
