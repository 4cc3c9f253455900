import { SQSClient } from '@aws-sdk/client-sqs';
import { readEnvironment } from '../../lib/env.ts';
import { lambdaTelemetry } from '../../lib/lambda-telemetry.ts';
import { leanClient } from '../../lib/lean-client.ts';
import { aboutMessage } from '../../lib/order/about-message.ts';
import { WakeNotices } from '../../lib/order/event.ts';
import { consume } from '../../lib/queue/consume.ts';
import { workerClient } from '../../lib/worker-client.ts';
import { awsPorts, Variables } from './aws-ports.ts';
import { notifyShop } from './notify-shop.ts';

const env = readEnvironment(Variables, process.env);
const telemetry = lambdaTelemetry('notify-shop');
const sqs = leanClient(SQSClient, workerClient);
const ports = awsPorts(env, sqs, telemetry);

export const handler = consume({
  sqs,
  queueUrl: env.NOTICES_QUEUE_URL,
  visibilityTimeoutSeconds: env.VISIBILITY_TIMEOUT_SECONDS,
  schema: WakeNotices,
  telemetry,
  about: aboutMessage,
  decide: (message, remainingMs) => notifyShop(ports, message, remainingMs),
});
