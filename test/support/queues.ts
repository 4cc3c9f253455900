import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientConfig } from '../../lib/local-stack/endpoints.ts';
import { createQueues, startSqsAndS3 } from '../../local/aws/sqs.ts';

/** A real local SQS in this process. */
export interface Queues {
  sqs: SQSClient;
  /** Makes an empty queue of that name and returns its URL. @param attributes besides a visibility timeout of 30 seconds */
  queue(name: string, attributes?: Record<string, string>): Promise<string>;
  close(): Promise<void>;
}

export async function startQueues(): Promise<Queues> {
  const folder = await mkdtemp(join(tmpdir(), 'thankflow-queues-'));
  const server = await startSqsAndS3(folder, 'eu-central-1');
  const sqs = new SQSClient(clientConfig(server.url, 'eu-central-1'));
  return {
    sqs,
    async queue(name, attributes = {}) {
      await createQueues(server.call, [{ name, attributes: { VisibilityTimeout: '30', ...attributes } }]);
      return `${server.url}/000000000000/${name}`;
    },
    async close() {
      sqs.destroy();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
