import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientConfig } from '../../../lib/local-stack/endpoints.ts';
import { eventually } from '../../flow/support/eventually.ts';
import { startTinyStack, type TinyStack } from '../support/tiny-stack.ts';

interface Batch {
  batch: string[];
  counts: string[];
}

describe('an SQS event source', () => {
  let stack: TinyStack;
  let sqs: SQSClient;
  beforeAll(async () => {
    stack = await startTinyStack();
    const { aws, region } = stack.endpoints();
    sqs = new SQSClient(clientConfig(aws.sqs, region));
  });
  afterAll(() => stack?.stop());

  const queue = (name: string) => stack.endpoints().queues[name];
  const send = (...bodies: string[]) =>
    sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: queue('work'),
        Entries: bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody })),
      }),
    );
  const batches = async (): Promise<Batch[]> =>
    (await stack.log('worker')).flatMap(({ log }) =>
      typeof log === 'object' && log !== null && 'batch' in log ? [log as Batch] : [],
    );
  /** How often each message was handled. */
  const handled = async (body: string) => (await batches()).filter(({ batch }) => batch.includes(body)).length;
  const isEmpty = async () => {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queue('work'), AttributeNames: ['All'] }),
    );
    return (
      Attributes?.['ApproximateNumberOfMessages'] === '0' && Attributes['ApproximateNumberOfMessagesNotVisible'] === '0'
    );
  };

  it('hands over at most a batch, and deletes what succeeded', async () => {
    await send('a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7', 'a8');
    await eventually(isEmpty);
    const seen = (await batches()).map(({ batch }) => batch);
    expect(seen.flat().sort()).toEqual(['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7', 'a8']);
    expect(Math.max(...seen.map((batch) => batch.length))).toBeLessThanOrEqual(5);
  });

  it('brings only the failed message of a batch back, after its visibility timeout', async () => {
    await send('b1', 'fail-once-b', 'b2');
    await eventually(async () => (await handled('fail-once-b')) === 2);
    await eventually(isEmpty);
    expect(await handled('b1')).toBe(1);
    expect(await handled('b2')).toBe(1);
  });

  it('takes an answer that it cannot understand as the failure of the whole batch', async () => {
    await send('bad-answer-once', 'c1');
    await eventually(async () => (await handled('bad-answer-once')) === 2);
    await eventually(isEmpty);
    expect(await handled('c1')).toBe(2);
  });

  it('dead-letters a message whose function always crashes', async () => {
    await send('crash');
    const letter = await eventually(async () => {
      const received = await sqs.send(new ReceiveMessageCommand({ QueueUrl: queue('work-dlq') }));
      return received.Messages?.[0];
    });
    expect(letter.Body).toBe('crash');
  });
});
