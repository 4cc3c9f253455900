import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetRandomPasswordCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { rehearse } from '../../../functions/ingest/rehearsal.ts';

const sqs = mockClient(SQSClient);
const secrets = mockClient(SecretsManagerClient);
const documents = mockClient(DynamoDBClient);

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});
afterAll(() => {
  for (const client of [sqs, secrets, documents]) client.restore();
});

describe('the rehearsal', () => {
  it('goes all the way: its order would be queued', async () => {
    expect(await rehearse()).toMatchObject({
      type: 'paid',
      shop: 'rehearsal',
      order: { orderId: '1', amount: '1.00' },
    });
  });

  it('asks AWS nothing but what opens connections, and writes no log line and no metric', async () => {
    const environment = {
      AWS_REGION: 'eu-central-1',
      STAGE: 'dev',
      API_URL: 'https://hooks.example',
      SETTINGS_TABLE: 'settings',
      ORDERS_TABLE: 'orders',
      ORDERS_QUEUE_URL: 'https://sqs.example/q',
      FETCHES_QUEUE_URL: 'https://sqs.example/fetches',
      QUARANTINE_BUCKET: 'quarantine',
      CACHE_TTL_MS: '60000',
      HTTPS_PREFIX: 'https://',
    };
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    await import('../../../functions/ingest/handler.ts');
    const asked = [...sqs.calls(), ...secrets.calls(), ...documents.calls()].map(({ args }) => args[0].constructor);
    expect(asked).toEqual([GetQueueAttributesCommand, GetRandomPasswordCommand, GetItemCommand]);
    expect(written).not.toHaveBeenCalled();
  });
});
