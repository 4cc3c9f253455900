import { SQSClient } from '@aws-sdk/client-sqs';
import { readEnvironment } from '../../lib/env.ts';
import { lambdaTelemetry } from '../../lib/lambda-telemetry.ts';
import { leanClient } from '../../lib/lean-client.ts';
import { FetchesMessage } from '../../lib/lookup/fetches-message.ts';
import { aboutMessage } from '../../lib/order/about-message.ts';
import { losslessJson } from '../../lib/platforms/payload.ts';
import { ShopifyEvents, withShop } from '../../lib/platforms/shopify/event.ts';
import { consume } from '../../lib/queue/consume.ts';
import { workerClient } from '../../lib/worker-client.ts';
import { awsPorts, Variables } from './aws-ports.ts';
import { fetchOrder } from './fetch-order.ts';

const env = readEnvironment(Variables, process.env);
const telemetry = lambdaTelemetry('fetch-order');
const sqs = leanClient(SQSClient, workerClient);
const ports = awsPorts(env, sqs, telemetry);
const shopifyEvents = ShopifyEvents.parse(env.SHOPIFY_EVENTS ?? {});

export const handler = consume({
  sqs,
  queueUrl: env.FETCHES_QUEUE_URL,
  visibilityTimeoutSeconds: env.VISIBILITY_TIMEOUT_SECONDS,
  parse: (body) => withShop(losslessJson(Buffer.from(body)), shopifyEvents),
  schema: FetchesMessage,
  telemetry,
  about: aboutMessage,
  decide: (message, remainingMs) => fetchOrder(ports, message, remainingMs),
});
