import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { documentClient } from '../../lib/store/documents.ts';
import { workerClient } from '../../lib/worker-client.ts';

/** Takes every request and never answers. */
const silent = createServer(() => undefined);
beforeEach(async () => {
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
});
afterEach(() => {
  silent.close();
});

describe('a client of a worker', () => {
  it('gives a service up that takes a request and never answers', async () => {
    const documents = documentClient({
      ...workerClient,
      maxAttempts: 1,
      endpoint: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const get = documents.send(new GetCommand({ TableName: 'orders', Key: { pk: 'a', sk: 'b' } }));
    await expect(get).rejects.toMatchObject({ name: 'TimeoutError' });
    documents.destroy();
  });
});
