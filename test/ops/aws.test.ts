import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { stages } from '../../infra/stages.ts';
import { withStage, type StageAws } from '../../ops/aws.ts';

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

describe('a stage that names its account and region', () => {
  const stage = { ...stages.prod, account: '111122223333', region: 'eu-west-1' };
  /** What a command comes to whose shell has credentials of this account. */
  const worked = async (account: string, environment: Record<string, string> = {}) => {
    const sts = mockClient(STSClient);
    sts
      .on(GetCallerIdentityCommand)
      .resolves({ Account: account, Arn: `arn:aws:iam::${account}:user/ada`, UserId: 'ada' });
    try {
      const work = async ({ sqs, documents }: StageAws) =>
        await Promise.all([sqs, documents].map((client) => client.config.region()));
      return await withStage(stage, work, environment);
    } finally {
      sts.restore();
    }
  };

  it('is worked on there, whatever region the shell has by default', async () => {
    expect(await worked('111122223333')).toEqual(['eu-west-1', 'eu-west-1']);
    expect(await worked('111122223333', { AWS_REGION: 'eu-west-1' })).toEqual(['eu-west-1', 'eu-west-1']);
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
