import { Duration, Validations } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';

interface ScheduleProps {
  ruleName: string;
  description: string;
  every: Duration;
  /** Which alarm reports that no run comes. */
  reportedBy: string;
}

/** Runs a function at a rate. A run is never retried, because only one may run at a time, and the next one makes up for it. */
export function runEvery(
  scope: Construct,
  id: string,
  service: ServiceFunction,
  { ruleName, description, every, reportedBy }: ScheduleProps,
): void {
  const once = { retryAttempts: 0, maxEventAge: Duration.minutes(1) };
  const rule = new Rule(scope, id, {
    ruleName,
    description,
    schedule: Schedule.rate(every),
    targets: [new LambdaFunction(service.live, once)],
  });
  Validations.of(rule).acknowledge({
    id: 'Serverless::Serverless-EventBusDLQ',
    reason: `The next run makes up for a missed one, and ${reportedBy} reports when none comes.`,
  });
  service.live.configureAsyncInvoke(once);
  Validations.of(service).acknowledge({
    id: 'Serverless::Serverless-LambdaAsyncFailureDestination',
    reason: 'The next run makes up for a failed one, and there is an alarm for it.',
  });
}
