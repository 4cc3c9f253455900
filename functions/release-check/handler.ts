import {
  CodeDeployClient,
  GetDeploymentCommand,
  PutLifecycleEventHookExecutionStatusCommand,
} from '@aws-sdk/client-codedeploy';
import { InvokeCommand, LambdaClient, TooManyRequestsException } from '@aws-sdk/client-lambda';
import { setTimeout as sleep } from 'node:timers/promises';
import middy from '@middy/core';
import * as z from 'zod';
import { environment, readEnvironment } from '../../lib/env.ts';
import { crashFacts } from '../../lib/error-facts.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { lambdaTelemetry } from '../../lib/lambda-telemetry.ts';
import { works, type ReleaseCheckPorts } from './release-check.ts';

/** What CodeDeploy sends. @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html */
const LifecycleEvent = z.object({ DeploymentId: z.string(), LifecycleEventHookExecutionId: z.string() });

const { RELEASE_TARGETS: targets } = readEnvironment(environment('RELEASE_TARGETS'), process.env);
const telemetry = lambdaTelemetry('release-check');
const lambda = new LambdaClient({});
const codeDeploy = new CodeDeployClient({});

const invoke: ReleaseCheckPorts['invoke'] = async (version, payload) => {
  try {
    const answer = await lambda.send(new InvokeCommand({ FunctionName: version, Payload: Buffer.from(payload) }));
    const body = Buffer.from(answer.Payload ?? []).toString('utf8');
    return { kind: answer.FunctionError === undefined ? 'answered' : 'crashed', body };
  } catch (error) {
    if (error instanceof TooManyRequestsException) return { kind: 'busy' };
    throw error;
  }
};

async function check(deploymentId: string): Promise<boolean> {
  try {
    const { deploymentInfo } = await codeDeploy.send(new GetDeploymentCommand({ deploymentId }));
    const target = targets.find(({ group }) => group === deploymentInfo?.deploymentGroupName);
    if (target === undefined) throw new ThankflowError('unavailable', 'a deployment of an unknown group');
    return await works(target, { invoke, sleep: (ms) => sleep(ms), telemetry });
  } catch (error) {
    // CodeDeploy would wait an hour for a hook that doesn't report.
    telemetry.error('a new version could not be checked: it gets no traffic', crashFacts(error));
    return false;
  }
}

export const handler = middy<unknown, void>()
  .use(telemetry.lambdaContext)
  .handler(async (event: unknown) => {
    const { DeploymentId: deploymentId, LifecycleEventHookExecutionId } = LifecycleEvent.parse(event);
    await codeDeploy.send(
      new PutLifecycleEventHookExecutionStatusCommand({
        deploymentId,
        lifecycleEventHookExecutionId: LifecycleEventHookExecutionId,
        status: (await check(deploymentId)) ? 'Succeeded' : 'Failed',
      }),
    );
  });
