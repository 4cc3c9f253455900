import { GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import type { Stage } from '../../infra/stages.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { resourceName } from '../../lib/naming.ts';
import { indexLagMs } from '../../lib/store/due.ts';
import { receiveWaitSeconds } from '../queue/walk.ts';
import { maxAwsAttempts, once, type StageLocation } from './location.ts';

/**
 * A deployed stage, by the AWS credentials and the region of this shell.
 * @param opened remembers a client that has to be closed
 * @throws `refused` if the stage names an account or a region and this shell is in another one, so that no command works on another
 *   account's stage of the same name
 */
export async function deployedStage(
  stage: Stage,
  environment: Record<string, string | undefined>,
  opened: <Client extends { destroy(): void }>(client: Client) => Client,
): Promise<StageLocation> {
  const config = {
    maxAttempts: maxAwsAttempts,
    ...(stage.region !== undefined && { region: stage.region }),
    // For the credentials' provider, which gets the client's configuration: else new credentials in the shell's files are read only by a new process.
    ignoreCache: true,
  };
  const identity = once(async () => {
    const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
    const client = opened(new STSClient(config));
    const { Arn: arn, Account: account } = await client.send(new GetCallerIdentityCommand({}));
    if (arn === undefined || account === undefined)
      throw new ThankflowError('unavailable', "AWS didn't say who you are. Repeat the command.");
    return { arn, account, region: await client.config.region() };
  });
  const stacks = once(async () => {
    const { CloudFormationClient } = await import('@aws-sdk/client-cloudformation');
    return opened(new CloudFormationClient(config));
  });
  const bucketNamed = async (name: string) => {
    const { account, region: here } = await identity();
    return `${resourceName(stage, name)}-${account}-${here}`;
  };
  const eventBridge = once(async () => {
    const { EventBridgeClient } = await import('@aws-sdk/client-eventbridge');
    return opened(new EventBridgeClient(config));
  });
  // The clients use the stage's region, so the region of the shell's profile doesn't matter.
  const region = environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'];
  if (stage.region !== undefined && region !== undefined && region !== stage.region)
    throw new ThankflowError(
      'refused',
      `stage ${stage.name} is in ${stage.region}, and this shell's AWS_REGION or AWS_DEFAULT_REGION is ${region}. Nothing was done: unset it, or name another --stage.`,
    );
  if (stage.account !== undefined && (await identity()).account !== stage.account)
    throw new ThankflowError(
      'refused',
      `stage ${stage.name} is in AWS account ${stage.account}, and these credentials are for ${(await identity()).account}. Nothing was done: use credentials of ${stage.account} (AWS_PROFILE), or name another --stage.`,
    );
  return {
    config: () => config,
    queueUrl: async (QueueName, sqs) => (await sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl,
    quarantineBucket: () => bucketNamed('quarantine'),
    erasuresBucket: () => bucketNamed('erasures'),
    async stillRunning() {
      const [{ LambdaClient }, events, { stillRunning }] = await Promise.all([
        import('@aws-sdk/client-lambda'),
        eventBridge(),
        import('../restore/still-running.ts'),
      ]);
      return await stillRunning(stage, { lambda: opened(new LambdaClient(config)), events });
    },
    async alarmTopic(name = 'alarms') {
      const { SNSClient } = await import('@aws-sdk/client-sns');
      const { arn, account, region: here } = await identity();
      const partition = arn.split(':')[1] ?? 'aws';
      return {
        sns: opened(new SNSClient(config)),
        TopicArn: `arn:${partition}:sns:${here}:${account}:${resourceName(stage, name)}`,
      };
    },
    deployment: once(async () => {
      const [{ arn, account, region: here }, cloudFormation, { LambdaClient }] = await Promise.all([
        identity(),
        stacks(),
        import('@aws-sdk/client-lambda'),
      ]);
      const hostSuffix = arn.startsWith('arn:aws-cn:') ? 'amazonaws.com.cn' : 'amazonaws.com';
      return {
        account,
        region: here,
        hostSuffix,
        cloudFormation,
        lambda: opened(new LambdaClient(config)),
        eventBridge,
      };
    }),
    caller: async () => (await identity()).arn,
    waits: { indexLagMs, receiveWaitSeconds },
    sandboxes: undefined,
    thankuUrl: stage.thankuUrl,
    thanxUrl: stage.thanxUrl,
    thanxLoyaltyUrl: stage.thanxLoyaltyUrl,
    apiUrl: once(async () => {
      const { DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
      const client = await stacks();
      const names = ['app', 'data'].map((part) => resourceName(stage, part));
      for (const StackName of names) {
        const described = await client.send(new DescribeStacksCommand({ StackName })).catch(noSuchStack);
        const url = described?.Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'ApiUrl')?.OutputValue;
        if (url !== undefined) return url.replace(/\/$/, '');
      }
      throw new ThankflowError(
        'unavailable',
        `the stacks of stage ${stage.name} (${names.join(', ')}) don't give its API's URL in this AWS account and region: is it deployed? Check AWS_PROFILE and AWS_REGION.`,
      );
    }),
  };
}

/** CloudFormation has no error of its own for it. */
export function noSuchStack(error: unknown): undefined {
  if (error instanceof Error && error.name === 'ValidationError' && error.message.includes('does not exist')) return;
  throw error;
}
