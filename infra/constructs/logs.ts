import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Stage } from '../stages.ts';
import { logName } from '../../lib/naming.ts';
import { outlivesStack } from './removal.ts';

const logGroup = (scope: Construct, stage: Stage, id: string, logGroupName: string): LogGroup =>
  new LogGroup(scope, id, {
    logGroupName,
    retention: stage.protectData ? RetentionDays.THREE_MONTHS : RetentionDays.TWO_WEEKS,
    removalPolicy: outlivesStack(stage),
  });

/** Function name without the stage → its log group. They belong to the data stack, so they outlive the functions. */
export function functionLogs(scope: Construct, stage: Stage): ReadonlyMap<string, LogGroup> {
  const workers = stage.thanxCredentials.map((credential) => `submit-to-thanx-${credential}`);
  const names = [
    'ingest',
    'fetch-order',
    'thank-customer',
    ...workers,
    'notify-shop',
    'housekeeping',
    'reconcile',
    'handshake',
    'receive-purchase',
    'order-status',
    'thanks-page',
    'release-check',
  ];
  return new Map(names.map((name) => [name, logGroup(scope, stage, `Logs-${name}`, logName(stage, name))]));
}

/**
 * The prefix `/aws/vendedlogs/` matters: AWS lists all log groups that its services deliver to in one resource policy of at most 5,120
 * characters. When it's nearly full, AWS replaces them with this prefix, and can't set up deliveries to groups with other names.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-CloudWatchLogs.html
 */
export const accessLog = (scope: Construct, stage: Stage): LogGroup =>
  logGroup(scope, stage, 'AccessLog', `/aws/vendedlogs${logName(stage, 'api')}`);
