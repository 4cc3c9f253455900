import { SQSClient } from '@aws-sdk/client-sqs';
import { setTimeout as delay } from 'node:timers/promises';
import { stages } from '../../infra/stages.ts';
import { clientConfig, type Endpoints } from '../../lib/local-stack/endpoints.ts';
import { resourceName } from '../../lib/naming.ts';
import { queueCounts } from '../../lib/queue/counts.ts';

const patienceMs = 20_000;

/** Waits until the workers have processed every webhook that was taken. SQS doesn't keep the order of messages, and nor do the workers. @throws if that takes too long */
export async function waitUntilProcessed({ aws, region, queues }: Endpoints): Promise<void> {
  const name = resourceName(stages.local, 'orders');
  const queueUrl = queues[name];
  if (queueUrl === undefined) throw new Error(`The local stack has no queue ${name}`);
  const sqs = new SQSClient(clientConfig(aws.sqs, region));
  try {
    for (const untilMs = Date.now() + patienceMs; ; await delay(50)) {
      const { waiting, held, delayed } = await queueCounts(sqs, queueUrl);
      if (waiting + held + delayed === 0) return;
      if (Date.now() > untilMs) throw new Error(`${name} isn't empty after ${patienceMs / 1000} s`);
    }
  } finally {
    sqs.destroy();
  }
}
