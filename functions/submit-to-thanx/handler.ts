import { SQSClient } from '@aws-sdk/client-sqs';
import { readEnvironment } from '../../lib/env.ts';
import { aboutMessage } from '../../lib/order/about-message.ts';
import { LoyaltyMessage } from '../../lib/order/loyalty-message.ts';
import { leanClient } from '../../lib/lean-client.ts';
import { lambdaTelemetry } from '../../lib/lambda-telemetry.ts';
import { consume } from '../../lib/queue/consume.ts';
import { loyaltyQueueUrl } from '../../lib/queue/wake.ts';
import { workerClient } from '../../lib/worker-client.ts';
import { awsPorts, Variables } from './aws-ports.ts';
import { handleMessage } from './handle-message.ts';

const env = readEnvironment(Variables, process.env);
const telemetry = lambdaTelemetry('submit-to-thanx');
const sqs = leanClient(SQSClient, workerClient);
const ports = awsPorts(env, sqs, telemetry);

export const handler = consume({
  sqs,
  queueUrl: loyaltyQueueUrl(env.LOYALTY_QUEUE_URLS, env.THANX_CREDENTIAL),
  visibilityTimeoutSeconds: env.VISIBILITY_TIMEOUT_SECONDS,
  schema: LoyaltyMessage,
  telemetry,
  about: aboutMessage,
  decide: (message, remainingMs) => handleMessage(ports, message, remainingMs),
});
