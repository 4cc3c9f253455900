import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { awsPorts, Variables } from '../../../functions/thank-customer/aws-ports.ts';
import { isElsewhereEmpty } from '../../../functions/thank-customer/elsewhere.ts';
import { recordedTelemetry } from '../../support/telemetry.ts';

const client = new SQSClient({ region: 'eu-central-1' });
const sqs = mockClient(client);
const s3 = mockClient(S3Client);
afterEach(() => {
  sqs.reset();
  s3.reset();
});
afterAll(() => s3.restore());

const urls = ['https://sqs.example/orders-dlq', 'https://sqs.example/loyalty-main-dlq'];
const counts = (waiting = 0, held = 0, delayed = 0) => ({
  Attributes: {
    ApproximateNumberOfMessages: String(waiting),
    ApproximateNumberOfMessagesNotVisible: String(held),
    ApproximateNumberOfMessagesDelayed: String(delayed),
  },
});
const environment = {
  STAGE: 'dev',
  SPEND: 'simulated',
  ORDERS_TABLE: 'orders',
  SETTINGS_TABLE: 'settings',
  CONTROL_TABLE: 'control',
  ORDERS_QUEUE_URL: 'https://sqs.example/orders',
  NOTICES_QUEUE_URL: 'https://sqs.example/notices',
  VISIBILITY_TIMEOUT_SECONDS: '180',
  ORDERS_DLQ_URL: urls[0],
  LOYALTY_QUEUE_URLS: '{}',
  LOYALTY_DLQ_URLS: '{}',
  QUARANTINE_BUCKET: 'quarantine',
  ERASURES_BUCKET: 'erasures',
  EVENT_BUS: 'bus',
  THANKU_URL: 'https://thanku.example',
  THANKU_AUTH: 'own',
  PARTNER_TIMEOUT_MS: '1000',
  RETRY_BASE_SECONDS: '1',
  CACHE_TTL_MS: '1000',
};
const isEmpty = () => isElsewhereEmpty(client, urls, 'quarantine')('oak');

describe('whether dead letters and quarantine are empty', () => {
  it('is yes where there is nothing: one object would be enough to say no', async () => {
    sqs.on(GetQueueAttributesCommand).resolves(counts());
    s3.on(ListObjectsV2Command).resolves({});
    expect(await isEmpty()).toBe(true);
    expect(sqs.commandCalls(GetQueueAttributesCommand).map(({ args }) => args[0].input.QueueUrl)).toEqual(urls);
    expect(s3.commandCalls(ListObjectsV2Command)[0]?.args[0].input).toEqual({
      Bucket: 'quarantine',
      Prefix: 'oak/',
      MaxKeys: 1,
    });
  });

  it.each([
    ['waits', counts(1)],
    ['is in somebody’s hands', counts(0, 1)],
    ['is delayed', counts(0, 0, 1)],
  ])('is no where a letter %s, in any of the queues', async (_, there) => {
    s3.on(ListObjectsV2Command).resolves({});
    for (const url of urls) {
      sqs.on(GetQueueAttributesCommand).resolves(counts());
      sqs.on(GetQueueAttributesCommand, { QueueUrl: url }).resolves(there);
      expect(await isEmpty()).toBe(false);
    }
  });

  it.each([
    ['https://sqs.example/fetches-dlq', false],
    [undefined, true],
  ])('is no where an event of Shopify may be a dead letter: %s', async (EVENTS_DLQ_URL, isIt) => {
    sqs.on(GetQueueAttributesCommand).resolves(counts());
    sqs.on(GetQueueAttributesCommand, { QueueUrl: 'https://sqs.example/fetches-dlq' }).resolves(counts(1));
    s3.on(ListObjectsV2Command).resolves({});
    const env = Variables.parse({ ...environment, EVENTS_DLQ_URL });
    expect(await awsPorts(env, client, recordedTelemetry()).isElsewhereEmpty('oak')).toBe(isIt);
  });

  it('is no where the shop has a quarantined webhook', async () => {
    sqs.on(GetQueueAttributesCommand).resolves(counts());
    s3.on(ListObjectsV2Command).resolves({ Contents: [{ Key: 'oak/2026-03-01/1.json' }] });
    expect(await isEmpty()).toBe(false);
  });
});
