import { httpEvent, webhookEvent } from '../bench-shop.ts';

/** An event of one message from SQS. */
export const sqsEvent = (message: object) => ({
  Records: [
    {
      messageId: 'message',
      receiptHandle: 'receipt',
      body: JSON.stringify(message),
      attributes: { ApproximateReceiveCount: '1', SentTimestamp: '0' },
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:eu-central-1:000000000000:queue',
      awsRegion: 'eu-central-1',
    },
  ],
});

const wakeUp = () => sqsEvent({ type: 'wake', shop: 'bench', pid: 'bench-1' });

/** Each function's first event: a paid order, questions about an order that doesn't exist, a wake-up of one, and a tick of the schedule. */
export const events: Record<string, () => object> = {
  ingest: webhookEvent,
  'order-status': () => httpEvent('/orders/bench/1', { shop: 'bench', orderId: '1' }),
  'thanks-page': () => httpEvent('/thanks/bench', { shop: 'bench' }),
  'fetch-order': () => sqsEvent({ type: 'due-lookups', shop: 'bench' }),
  'thank-customer': wakeUp,
  'submit-to-thanx': wakeUp,
  housekeeping: () => ({}),
  reconcile: () => ({}),
};

const window = (requests: number, windowMs: number) => ({ requests, windowMs });

/** What the template sets, for all functions together. */
export const environment = (queueUrl: (name: string) => string): Record<string, string> => ({
  STAGE: 'bench',
  SPEND: 'real',
  ORDERS_TABLE: 'orders',
  SETTINGS_TABLE: 'settings',
  CONTROL_TABLE: 'control',
  ORDERS_QUEUE_URL: queueUrl('orders'),
  FETCHES_QUEUE_URL: queueUrl('fetches'),
  FETCHES_DLQ_URL: queueUrl('fetches-dead'),
  ORDERS_DLQ_URL: queueUrl('orders-dead'),
  LOYALTY_QUEUE_URLS: JSON.stringify({ main: queueUrl('loyalty') }),
  LOYALTY_DLQ_URLS: JSON.stringify({ main: queueUrl('loyalty-dead') }),
  THANX_CREDENTIAL: 'main',
  // With a dot, so that S3's client has the bucket in the path.
  QUARANTINE_BUCKET: 'bench.quarantine',
  ERASURES_BUCKET: 'bench.erasures',
  EVENT_BUS: 'bus',
  THANKU_AUTH: 'own',
  THANKU_URL: 'https://thanku.example',
  THANX_URL: 'https://thanx.example',
  THANX_LOYALTY_URL: 'https://loyalty.thanx.example',
  THANX_LIMITS: JSON.stringify({ burst: window(5, 1000), sustained: window(2000, 900_000) }),
  VISIBILITY_TIMEOUT_SECONDS: '360',
  PARTNER_TIMEOUT_MS: '10000',
  RETRY_BASE_SECONDS: '5',
  CACHE_TTL_MS: '60000',
  HTTPS_PREFIX: 'https://',
  POWERTOOLS_SERVICE_NAME: 'thankflow-bench',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: 'bench',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  TZ: 'UTC',
});
