import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  ChangeMessageVisibilityCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientConfig } from '../../../lib/local-stack/endpoints.ts';
import { configIn, environmentOfWorker, startTinyStack, type TinyStack } from '../support/tiny-stack.ts';

describe('the AWS endpoints of the local stack', () => {
  let folder: string;
  let stack: TinyStack;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'thankflow-aws-'));
    stack = await startTinyStack({ localDir: folder });
  });
  afterAll(async () => {
    await stack?.stop();
    await rm(folder, { recursive: true });
  });

  const aws = () => stack.endpoints().aws;
  const region = 'eu-central-1';
  const queue = (name: string) => stack.endpoints().queues[name];
  /** SQS as a function has it: behind the fault proxy, and in the function's role. */
  const functionSqs = async () => {
    const env = await environmentOfWorker(stack);
    const config = { ...configIn(env, 'SQS'), maxAttempts: 1 };
    return { url: config.endpoint, queueUrl: env['QUEUE_URL'] ?? '', config };
  };

  it('keep queues, tables, objects and events over a restart', async () => {
    const sqs = () => new SQSClient(clientConfig(aws().sqs, region));
    const dynamodb = () => new DynamoDBClient(clientConfig(aws().dynamodb, region));
    const s3 = () => new S3Client({ ...clientConfig(aws().s3, region), forcePathStyle: true });
    const events = new EventBridgeClient(clientConfig(aws().eventBridge, region));
    await sqs().send(new SendMessageCommand({ QueueUrl: queue('work-dlq'), MessageBody: 'kept' }));
    await dynamodb().send(new PutItemCommand({ TableName: 'kept', Item: { pk: { S: 'a' } } }));
    await s3().send(new PutObjectCommand({ Bucket: 'tiny-files', Key: 'a/b', Body: 'kept' }));
    const Entry = { EventBusName: 'tiny', Source: 'test', DetailType: 'Kept', Detail: '{"a":1}' };
    await events.send(new PutEventsCommand({ Entries: [Entry] }));

    await stack.stop();
    stack = await startTinyStack({ localDir: folder });

    const received = await sqs().send(new ReceiveMessageCommand({ QueueUrl: queue('work-dlq') }));
    expect(received.Messages?.[0]?.Body).toBe('kept');
    const row = await dynamodb().send(new GetItemCommand({ TableName: 'kept', Key: { pk: { S: 'a' } } }));
    expect(row.Item).toEqual({ pk: { S: 'a' } });
    const object = await s3().send(new GetObjectCommand({ Bucket: 'tiny-files', Key: 'a/b' }));
    expect(await object.Body?.transformToString()).toBe('kept');
    const published: unknown = await (await fetch(stack.endpoints().events)).json();
    expect(published).toMatchObject([{ bus: 'tiny', source: 'test', 'detail-type': 'Kept', detail: { a: 1 } }]);
  });

  it('listen on 127.0.0.1 and nowhere else', async () => {
    const { api, thanku, thanx, events, faults } = stack.endpoints();
    const urls = [api, thanku, thanx, events, faults, ...Object.values(aws()), (await functionSqs()).url];
    // Linux routes all of 127/8 to this machine: only what listens on every address answers there.
    const answers = await Promise.allSettled(urls.map((url) => fetch(url.replace('127.0.0.1', '127.0.0.2'))));
    expect(answers.map(({ status }) => status)).toEqual(urls.map(() => 'rejected'));
  });

  it('refuse events that EventBridge would refuse, one by one', async () => {
    const events = new EventBridgeClient(clientConfig(aws().eventBridge, region));
    const good = { EventBusName: 'tiny', Source: 's', DetailType: 't', Detail: '{}' };
    const answer = await events.send(
      new PutEventsCommand({ Entries: [good, { ...good, Detail: 'no json' }, { ...good, EventBusName: 'nobody' }] }),
    );
    expect(answer.FailedEntryCount).toBe(2);
    expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      undefined,
      'MalformedDetail',
      'ResourceNotFoundException',
    ]);
    const long = { ...good, Detail: JSON.stringify('x'.repeat(256 * 1024)) };
    await expect(events.send(new PutEventsCommand({ Entries: [long] }))).rejects.toThrow(/over the limit/);
  });

  it('give a message back at once when its visibility is set to 0', async () => {
    const { config } = await functionSqs();
    const sqs = new SQSClient(config);
    const QueueUrl = queue('work-dlq');
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'again' }));
    const receive = async () => {
      const received = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 600, WaitTimeSeconds: 5 }),
      );
      return received.Messages?.[0];
    };
    const first = await receive();
    const ReceiptHandle = first?.ReceiptHandle;
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
    expect((await receive())?.MessageId).toBe(first?.MessageId);
  });

  it('keep the group of a message that a function sends', async () => {
    const { config } = await functionSqs();
    const sqs = new SQSClient(config);
    const QueueUrl = queue('work-dlq');
    await new SQSClient(clientConfig(aws().sqs, region)).send(new PurgeQueueCommand({ QueueUrl }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'grouped', MessageGroupId: 'a-shop' }));
    const { Messages } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ['MessageGroupId'], WaitTimeSeconds: 5 }),
    );
    expect(Messages?.map(({ Attributes }) => Attributes)).toEqual([{ MessageGroupId: 'a-shop' }]);
  });

  it('leave a message that was received three times out of the age of its queue', async () => {
    const sqs = new SQSClient(clientConfig(aws().sqs, region));
    const cloudWatch = new CloudWatchClient(clientConfig(aws().cloudWatch, region));
    const QueueUrl = queue('work-dlq');
    const ages = async () => {
      const Dimensions = [{ Name: 'QueueName', Value: 'work-dlq' }];
      const Metric = { Namespace: 'AWS/SQS', MetricName: 'ApproximateAgeOfOldestMessage', Dimensions };
      const { MetricDataResults } = await cloudWatch.send(
        new GetMetricDataCommand({
          StartTime: new Date(0),
          EndTime: new Date(),
          MetricDataQueries: [{ Id: 'a', MetricStat: { Metric, Period: 60, Stat: 'Maximum' } }],
        }),
      );
      return MetricDataResults?.[0]?.Values?.length;
    };
    await sqs.send(new PurgeQueueCommand({ QueueUrl }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'often' }));
    for (const seen of [1, 1, 0]) {
      const received = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
      expect(await ages()).toBe(seen);
      const ReceiptHandle = received.Messages?.[0]?.ReceiptHandle;
      await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
    }
  });

  it('fail for the functions as they are told to, and heal', async () => {
    const { url, queueUrl, config } = await functionSqs();
    expect(queueUrl.startsWith(url)).toBe(true);
    const sqs = new SQSClient(config);
    const send = (timeoutMs = 10_000) =>
      sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: 'x' }), {
        abortSignal: AbortSignal.timeout(timeoutMs),
      });
    const { faults } = stack.endpoints();
    const admin = (method: string, path: string, body?: unknown) =>
      fetch(faults + path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });

    stack.setFault('sqs', { kind: 'refuse' });
    await expect(send()).rejects.toMatchObject({ code: 'ECONNRESET' });
    await admin('PUT', '/sqs', { kind: 'status', status: 503 });
    await expect(send()).rejects.toMatchObject({ $metadata: { httpStatusCode: 503 } });
    await admin('PUT', '/sqs', { kind: 'slow', delayMs: 5000 });
    await expect(send(300)).rejects.toMatchObject({ name: 'AbortError' });
    await admin('PUT', '/sqs', { kind: 'refuse', operations: ['ReceiveMessage'] });
    await expect(send()).resolves.toHaveProperty('MessageId');
    expect((await admin('PUT', '/sqs', { kind: 'melt' })).status).toBe(400);
    expect((await admin('PUT', '/lambda', { kind: 'refuse' })).status).toBe(404);
    await admin('PUT', '/sqs', { kind: 'stale', idleMs: 600_000 });
    await expect(send()).resolves.toHaveProperty('MessageId');
    await admin('PUT', '/sqs', { kind: 'stale', idleMs: 1 });
    // The admin call took longer than that.
    await expect(send()).rejects.toMatchObject({ code: expect.stringMatching(/ECONNRESET|EPIPE/) });
    // The next one is made on a new connection.
    await expect(send()).resolves.toHaveProperty('MessageId');
    await admin('DELETE', '/sqs');
    expect(await (await admin('GET', '/')).json()).toMatchObject({ sqs: null });
    await expect(send()).resolves.toHaveProperty('MessageId');
  });
});
