import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';

const queues = JSON.stringify({ main: 'https://sqs.example/q' });
const environment = {
  AWS_REGION: 'eu-central-1',
  STAGE: 'dev',
  SPEND: 'simulated',
  ORDERS_TABLE: 'orders',
  SETTINGS_TABLE: 'settings',
  CONTROL_TABLE: 'control',
  ORDERS_QUEUE_URL: 'https://sqs.example/q',
  ORDERS_DLQ_URL: 'https://sqs.example/q',
  NOTICES_QUEUE_URL: 'https://sqs.example/q',
  LOYALTY_QUEUE_URLS: queues,
  LOYALTY_DLQ_URLS: queues,
  THANX_CREDENTIAL: 'main',
  QUARANTINE_BUCKET: 'quarantine',
  ERASURES_BUCKET: 'erasures',
  EVENT_BUS: 'bus',
  THANKU_URL: 'https://thanku.example',
  THANKU_AUTH: 'own',
  THANX_URL: 'https://thanx.example',
  THANX_LOYALTY_URL: 'https://loyalty.thanx.example',
  THANX_LIMITS: JSON.stringify({
    burst: { requests: 15, windowMs: 1000 },
    sustained: { requests: 900, windowMs: 300_000 },
  }),
  VISIBILITY_TIMEOUT_SECONDS: '180',
  PARTNER_TIMEOUT_MS: '10000',
  RETRY_BASE_SECONDS: '5',
  CACHE_TTL_MS: '60000',
};

const sqs = mockClient(SQSClient);
const documents = mockClient(DynamoDBClient);
let lines: Record<string, unknown>[];

beforeEach(() => {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  lines = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    lines.push(JSON.parse(String(line)));
    return true;
  });
  sqs.on(ChangeMessageVisibilityCommand).resolves({});
  // The row of oak-2 makes the code that reads it crash; the others have none.
  documents.on(GetItemCommand).callsFake(async ({ Key }) => {
    if (JSON.stringify(Key).includes('oak-2')) throw new TypeError('cannot read it');
    return {};
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});
afterAll(() => {
  sqs.restore();
  documents.restore();
});

it.each(['thank-customer', 'submit-to-thanx'])(
  "%s names the request and the order in every line, and one message's crash fails only that message",
  async (name) => {
    const { handler } = (await import(`../../functions/${name}/handler.ts`)) as {
      handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse>;
    };
    const wake = (pid: string) => ({
      messageId: `message of ${pid}`,
      receiptHandle: 'h',
      body: JSON.stringify({ type: 'wake', shop: 'oak', pid }),
      attributes: { ApproximateReceiveCount: '1' },
    });
    const context = { awsRequestId: 'request-1', functionName: name, getRemainingTimeInMillis: () => 30_000 };
    const event = { Records: ['oak-1', 'oak-2', 'oak-3'].map(wake) };
    const answer = await handler(event as unknown as SQSEvent, context as Context);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'message of oak-2' }] });

    const about = {
      service: name,
      function_request_id: 'request-1',
    };
    const said = lines.filter((line) => 'message' in line);
    expect(said).toHaveLength(3);
    expect(said).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ...about, message: 'message handled', order: 'oak/oak-1' }),
        expect.objectContaining({ ...about, message: 'a message failed and comes back', order: 'oak/oak-2' }),
        expect.objectContaining({ ...about, message: 'message handled', order: 'oak/oak-3' }),
      ]),
    );
  },
);
