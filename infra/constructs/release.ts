import { Duration } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaApplication, LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { resourceName } from '../../lib/naming.ts';
import type { Stage } from '../stages.ts';
import { GrantedRole } from './granted-role.ts';
import { OperatorAlarm, type AlarmActions } from './operator-alarm.ts';
import type { ServiceFunction } from './service-function.ts';

export interface ReleaseProps {
  stage: Stage;
  alarmActions: AlarmActions;
  services: readonly ServiceFunction[];
  /** One of them. On a stage whose `release` is `canary`, it gets a tenth of its traffic for five minutes first. */
  ingest: ServiceFunction;
  /** Besides the new version's own crashes, what takes ingest's release back. */
  ingestAlarms: IAlarm[];
  /** Asks new versions whether they work. */
  check: Function;
}

/**
 * Moves the functions' aliases to new versions through CodeDeploy: each new version is first asked whether it works, and gets no traffic if it
 * doesn't. If CodeDeploy fails, CloudFormation rolls the whole stack back.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-updatepolicy.html
 */
export class Release extends Construct {
  constructor(scope: Construct, id: string, props: ReleaseProps) {
    super(scope, id);
    const { stage, services, ingest, check } = props;
    const application = new LambdaApplication(this, 'Application', { applicationName: resourceName(stage) });
    const role = new GrantedRole(this, 'Role', {
      service: 'codedeploy.amazonaws.com',
      grants: [
        {
          actions: ['lambda:GetAlias', 'lambda:UpdateAlias', 'lambda:GetProvisionedConcurrencyConfig'],
          resources: services.flatMap(({ function: { functionArn } }) => [functionArn, `${functionArn}:*`]),
          wildcardBecause: 'AWS names the function in some of these calls and its alias in others.',
        },
        { actions: ['lambda:InvokeFunction'], resources: [check.functionArn] },
        {
          actions: ['cloudwatch:DescribeAlarms'],
          resources: ['*'],
          wildcardBecause: 'CodeDeploy lists alarms by name, which IAM can only allow for all.',
        },
      ],
    });
    for (const service of services) {
      const isCanary = service === ingest && stage.release === 'canary';
      new LambdaDeploymentGroup(this, service.functionName, {
        application,
        deploymentGroupName: service.functionName,
        alias: service.alias,
        // Otherwise the CDK would add AWS's managed policy, which allows the same for all functions.
        role: role.withoutPolicyUpdates(),
        deploymentConfig: isCanary
          ? LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES
          : LambdaDeploymentConfig.ALL_AT_ONCE,
        alarms: isCanary ? [this.#crashes(props), ...props.ingestAlarms] : [],
        autoRollback: {
          failedDeployment: true,
          stoppedDeployment: true,
          ...(isCanary ? { deploymentInAlarm: true } : {}),
        },
        preHook: check,
      });
    }
  }

  /** Watches the new version alone. So it starts without a past, and never stops the release that repairs a broken version. */
  #crashes({ stage, alarmActions, ingest }: ReleaseProps): IAlarm {
    return new OperatorAlarm(this, 'CrashesAlarm', {
      stage,
      alarmActions,
      heading: 'release-failing',
      subject: ingest.functionName,
      operatorSees: `The new version of ${ingest.functionName} crashed or timed out: CodeDeploy takes its release back.`,
      metric: ingest.alias.metricErrors({
        period: Duration.minutes(1),
        statistic: 'Sum',
        dimensionsMap: {
          FunctionName: ingest.function.functionName,
          Resource: `${ingest.function.functionName}:${ingest.alias.aliasName}`,
          ExecutedVersion: ingest.alias.version.version,
        },
      }),
      threshold: 1,
    }).alarm;
  }
}
