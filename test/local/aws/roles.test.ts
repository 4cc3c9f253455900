import { DynamoDBClient, PutItemCommand, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  GetObjectCommand,
  GetObjectAclCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PurgeQueueCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientConfig } from '../../../lib/local-stack/endpoints.ts';
import { eventually } from '../../flow/support/eventually.ts';
import { configIn, environmentOfWorker, startTinyStack, type TinyStack } from '../support/tiny-stack.ts';

let stack: TinyStack;
let env: Record<string, string>;
beforeAll(async () => {
  stack = await startTinyStack();
  env = await environmentOfWorker(stack);
});
afterAll(() => stack?.stop());

const dynamodb = () => new DynamoDBClient(configIn(env, 'DYNAMODB'));
const s3 = () => new S3Client(configIn(env, 'S3'));
const secrets = () => new SecretsManagerClient(configIn(env, 'SECRETS_MANAGER'));
const sqs = () => new SQSClient(configIn(env, 'SQS'));
const denied = (action: string, httpStatusCode = 400, name = 'AccessDeniedException') => ({
  name,
  message: expect.stringContaining(`not authorized to perform: ${action} on resource: arn:aws:`),
  $metadata: expect.objectContaining({ httpStatusCode }),
});

describe('what the role of a function does not allow', () => {
  it('is denied in DynamoDB, by the action and by the partition key', async () => {
    const put = (pk: string) => dynamodb().send(new PutItemCommand({ TableName: 'kept', Item: { pk: { S: pk } } }));
    await put('mine#1');
    await expect(put('yours#1')).rejects.toMatchObject(denied('dynamodb:PutItem'));
    const query = (pk: string) =>
      dynamodb().send(
        new QueryCommand({
          TableName: 'kept',
          KeyConditionExpression: '#p = :pk',
          ExpressionAttributeNames: { '#p': 'pk' },
          ExpressionAttributeValues: { ':pk': { S: pk } },
        }),
      );
    expect((await query('mine#1')).Items).toHaveLength(1);
    await expect(query('yours#1')).rejects.toMatchObject(denied('dynamodb:Query'));
    await expect(dynamodb().send(new ScanCommand({ TableName: 'kept' }))).rejects.toMatchObject(
      denied('dynamodb:Scan'),
    );
  });

  it('is denied in SQS; a batch needs the leave of the single message', async () => {
    const QueueUrl = env['QUEUE_URL'];
    const Entries = [{ Id: '1', MessageBody: 'x' }];
    expect((await sqs().send(new SendMessageBatchCommand({ QueueUrl, Entries }))).Successful).toHaveLength(1);
    await expect(sqs().send(new PurgeQueueCommand({ QueueUrl }))).rejects.toMatchObject(
      denied('sqs:PurgeQueue', 403, 'AccessDenied'),
    );
  });

  it('is denied in S3', async () => {
    const object = { Bucket: 'tiny-files', Key: 'a/ö b' };
    await s3().send(new PutObjectCommand({ ...object, Body: 'x' }));
    const forbidden = { name: 'AccessDenied', $metadata: expect.objectContaining({ httpStatusCode: 403 }) };
    await expect(s3().send(new GetObjectCommand(object))).rejects.toMatchObject(forbidden);
    await expect(s3().send(new GetObjectAclCommand(object))).rejects.toMatchObject(forbidden);
    await expect(s3().send(new ListObjectsV2Command({ Bucket: 'tiny-files' }))).rejects.toMatchObject(forbidden);
  });

  it('is denied in EventBridge, if only one entry goes to another bus', async () => {
    const events = new EventBridgeClient(configIn(env, 'EVENTBRIDGE'));
    const entry = { EventBusName: 'tiny', Source: 's', DetailType: 't', Detail: '{}' };
    expect((await events.send(new PutEventsCommand({ Entries: [entry] }))).FailedEntryCount).toBe(0);
    const Entries = [entry, { ...entry, EventBusName: 'default' }];
    await expect(events.send(new PutEventsCommand({ Entries }))).rejects.toMatchObject(denied('events:PutEvents'));
  });

  it('is written into the log of the function, what the local stack does not know too', async () => {
    await expect(s3().send(new GetObjectAclCommand({ Bucket: 'tiny-files', Key: 'log' }))).rejects.toThrow(
      /does not know/,
    );
    const lines = await eventually(async () => {
      const found = (await stack.log('worker')).filter(({ platform }) => platform === 'access denied');
      return found.some(({ resource }) => String(resource).includes('/log')) && found;
    });
    expect(lines).toContainEqual(expect.objectContaining({ reason: expect.stringContaining('does not know') }));
  });
});

describe('a secret that is not there', () => {
  const read = (SecretId: string) => secrets().send(new GetSecretValueCommand({ SecretId }));

  it('is denied to a role that may read only its whole ARN, and missing for one that may read the bare name', async () => {
    await expect(read('tiny/unknown')).rejects.toMatchObject(denied('secretsmanager:GetSecretValue'));
    await expect(read('tiny/known')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('is read once it is there', async () => {
    const { aws, region } = stack.endpoints();
    const admin = new SecretsManagerClient(clientConfig(aws.secretsManager, region));
    const { ARN } = await admin.send(new CreateSecretCommand({ Name: 'tiny/later', SecretString: 'now' }));
    expect((await read('tiny/later')).SecretString).toBe('now');
    expect((await read(ARN ?? '')).SecretString).toBe('now');
    await admin.send(new CreateSecretCommand({ Name: 'others/later', SecretString: 'now' }));
    await expect(read('others/later')).rejects.toMatchObject(denied('secretsmanager:GetSecretValue'));
  });
});

it('a caller without a function is nobody', async () => {
  const stranger = new SQSClient(clientConfig(configIn(env, 'SQS').endpoint, 'eu-central-1'));
  await expect(stranger.send(new PurgeQueueCommand({ QueueUrl: env['QUEUE_URL'] }))).rejects.toMatchObject({
    name: 'InvalidClientTokenId',
  });
});
