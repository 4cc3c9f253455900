import { SQSClient } from '@aws-sdk/client-sqs';
import { readEnvironment } from '../../lib/env.ts';
import { OrdersMessage } from '../../lib/order/event.ts';
import { aboutMessage } from '../../lib/order/about-message.ts';
import { lambdaTelemetry } from '../../lib/lambda-telemetry.ts';
import { leanClient } from '../../lib/lean-client.ts';
import { consume } from '../../lib/queue/consume.ts';
import { workerClient } from '../../lib/worker-client.ts';
import { awsPorts, Variables } from './aws-ports.ts';
import { thankCustomer } from './thank-customer.ts';
import { waitForVersion } from './wait-for-person.ts';

const env = readEnvironment(Variables, process.env);
const telemetry = lambdaTelemetry('thank-customer');
const sqs = leanClient(SQSClient, workerClient);
const ports = awsPorts(env, sqs, telemetry);

export const handler = consume({
  sqs,
  queueUrl: env.ORDERS_QUEUE_URL,
  visibilityTimeoutSeconds: env.VISIBILITY_TIMEOUT_SECONDS,
  schema: OrdersMessage,
  telemetry,
  about: aboutMessage,
  keepUnknown: (message) => waitForVersion(ports, message),
  decide: (message, remainingMs) => thankCustomer(ports, message, remainingMs),
});
