import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { stages } from '../../../infra/stages.ts';
import { withStage, type StageAws } from '../../../ops/stage/aws.ts';

const cloudFormation = mockClient(CloudFormationClient);
afterEach(() => cloudFormation.reset());
afterAll(() => cloudFormation.restore());

it('asks AWS for the URL of a queue once, however many messages are sent there', async () => {
  const sqs = mockClient(SQSClient);
  sqs
    .on(GetQueueUrlCommand)
    .callsFake(async ({ QueueName }: { QueueName: string }) => ({ QueueUrl: `url of ${QueueName}` }));
  await withStage(stages.dev, async ({ queueUrl }) => {
    for (const name of ['orders', 'orders', 'orders-dlq', 'orders']) {
      expect(await queueUrl(name)).toBe(`url of thankflow-dev-${name}`);
    }
  });
  expect(sqs.commandCalls(GetQueueUrlCommand)).toHaveLength(2);
  sqs.restore();
});

it('asks again where AWS did not answer', async () => {
  const sqs = mockClient(SQSClient);
  sqs.on(GetQueueUrlCommand).rejectsOnce(new Error('away')).resolves({ QueueUrl: 'there' });
  await withStage(stages.dev, async ({ queueUrl }) => {
    await expect(queueUrl('orders')).rejects.toThrow('away');
    expect(await queueUrl('orders')).toBe('there');
  });
  sqs.restore();
});

it('waits for AWS’s indexes, and for all servers of SQS', async () => {
  await withStage(stages.dev, async ({ waits }) => {
    expect(waits).toEqual({ indexLagMs: 2000, receiveWaitSeconds: 1 });
  });
});

describe('a stage that names its account and region', () => {
  const stage = { ...stages.prod, account: '111122223333', region: 'eu-west-1' };
  /** What a command comes to whose shell has credentials of this account. */
  const worked = async (account: string, environment: Record<string, string> = {}) => {
    const sts = mockClient(STSClient);
    sts
      .on(GetCallerIdentityCommand)
      .resolves({ Account: account, Arn: `arn:aws:iam::${account}:user/ada`, UserId: 'ada' });
    try {
      let asked: string | undefined;
      cloudFormation.on(DescribeStacksCommand).callsFake(async (_, getClient: () => CloudFormationClient) => {
        asked = await getClient().config.region();
        return { Stacks: [{ Outputs: [{ OutputKey: 'ApiUrl', OutputValue: 'https://a1.example' }] }] };
      });
      const work = async ({ sqs, documents, apiUrl }: StageAws) => {
        await apiUrl();
        return [await sqs.config.region(), await documents.config.region(), asked];
      };
      return await withStage(stage, work, environment);
    } finally {
      sts.restore();
    }
  };

  it('is worked on there, whatever region the shell has by default', async () => {
    expect(await worked('111122223333')).toEqual(Array(3).fill('eu-west-1'));
    expect(await worked('111122223333', { AWS_REGION: 'eu-west-1' })).toEqual(Array(3).fill('eu-west-1'));
  });

  it('is not worked on with the credentials of another account', async () => {
    await expect(worked('444455556666')).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/stage prod is in AWS account 111122223333, .* 444455556666\. Nothing was done/),
    });
  });

  it.each(['AWS_REGION', 'AWS_DEFAULT_REGION'])('is not worked on from another %s', async (variable) => {
    await expect(worked('111122223333', { [variable]: 'us-east-1' })).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/stage prod is in eu-west-1, .* us-east-1\. Nothing was done/),
    });
  });
});

it.each(['app', 'data'])('finds the API’s URL among what the %s stack says', async (stack) => {
  const Outputs = [{ OutputKey: 'ApiUrl', OutputValue: 'https://a1.execute-api.eu-central-1.amazonaws.com/' }];
  const about = { StackName: 'x', CreationTime: new Date(0), StackStatus: 'UPDATE_COMPLETE' as const };
  cloudFormation
    .on(DescribeStacksCommand)
    .resolves({ Stacks: [about] })
    .on(DescribeStacksCommand, { StackName: `thankflow-dev-${stack}` })
    .resolves({ Stacks: [{ ...about, Outputs }] });
  const url = await withStage(stages.dev, (aws) => aws.apiUrl());
  expect(url).toBe('https://a1.execute-api.eu-central-1.amazonaws.com');
});

it('says that a stage is not deployed where there are no stacks of it', async () => {
  const error = Object.assign(new Error('Stack with id thankflow-dev-app does not exist'), { name: 'ValidationError' });
  cloudFormation.on(DescribeStacksCommand).rejects(error);
  await expect(withStage(stages.dev, (aws) => aws.apiUrl())).rejects.toThrow('is it deployed?');
});
