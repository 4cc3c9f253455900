import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, it } from 'vitest';
import { stages } from '../../infra/stages.ts';
import { withStage } from '../../ops/aws.ts';

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
