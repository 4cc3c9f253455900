import { SQSClient } from '@aws-sdk/client-sqs';
import { environment, readEnvironment } from '../../lib/env.ts';
import { lambdaTelemetry } from '../../lib/lambda-telemetry.ts';
import { leanClient } from '../../lib/lean-client.ts';
import { WakeNotices } from '../../lib/order/event.ts';
import { consume, done } from '../../lib/queue/consume.ts';
import { workerClient } from '../../lib/worker-client.ts';

const env = readEnvironment(environment('NOTICES_QUEUE_URL', 'VISIBILITY_TIMEOUT_SECONDS'), process.env);

export const handler = consume({
  sqs: leanClient(SQSClient, workerClient),
  queueUrl: env.NOTICES_QUEUE_URL,
  visibilityTimeoutSeconds: env.VISIBILITY_TIMEOUT_SECONDS,
  schema: WakeNotices,
  telemetry: lambdaTelemetry('notify-shop'),
  about: ({ type, shop }) => ({ type, shop }),
  decide: async () => done,
});
