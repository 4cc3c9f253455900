import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { resourceName } from '../../lib/naming.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { timeouts } from '../constructs/timeouts.ts';
import { commonProps, type FunctionContext } from './web-functions.ts';

/** Asks new versions whether they work, before they get any traffic. It may run the stage's functions, and nothing else. */
export function releaseCheckFunction(
  scope: Construct,
  context: FunctionContext,
  services: readonly ServiceFunction[],
): ServiceFunction {
  const { stage } = context;
  return new ServiceFunction(scope, 'ReleaseCheck', {
    ...commonProps(context),
    name: 'release-check',
    timeout: timeouts.releaseCheck,
    memoryMb: 256,
    concurrency: { unreservedBecause: 'CodeDeploy calls it once for each function, all at the same time' },
    environment: {
      RELEASE_TARGETS: Stack.of(scope).toJsonString(
        services.map(({ name, functionName, alias }) => ({
          name,
          group: functionName,
          version: alias.version.functionArn,
        })),
      ),
    },
    grants: [
      {
        actions: ['lambda:InvokeFunction'],
        resources: services.map(({ function: { functionArn } }) => `${functionArn}:*`),
        wildcardBecause: 'Every release has versions of its own.',
      },
      {
        actions: ['codedeploy:GetDeployment', 'codedeploy:PutLifecycleEventHookExecutionStatus'],
        resources: [
          Stack.of(scope).formatArn({
            service: 'codedeploy',
            resource: 'deploymentgroup',
            resourceName: `${resourceName(stage)}/*`,
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        ],
        wildcardBecause:
          "The stage's functions each have a group. Its ARN can't be asked for: the group needs this function.",
      },
    ],
  });
}
