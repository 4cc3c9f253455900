import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { isElsewhereEmpty } from '../../../functions/thank-customer/elsewhere.ts';

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

  it('is no where the shop has a quarantined webhook', async () => {
    sqs.on(GetQueueAttributesCommand).resolves(counts());
    s3.on(ListObjectsV2Command).resolves({ Contents: [{ Key: 'oak/2026-03-01/1.json' }] });
    expect(await isEmpty()).toBe(false);
  });
});
