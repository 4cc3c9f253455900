import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Send } from './aws/calls.ts';

/** The names of the simulated stage. */
export const names = {
  orders: 'thankflow-sim-orders',
  settings: 'thankflow-sim-settings',
  control: 'thankflow-sim-control',
  ordersQueue: 'orders',
  ordersDlq: 'orders-dlq',
  noticesQueue: 'notices',
  noticesDlq: 'notices-dlq',
  loyaltyQueue: 'loyalty-main',
  loyaltyDlq: 'loyalty-main-dlq',
  credential: 'main',
} as const;

/** As the template's: six times the function's time-out. */
export const simTimeouts = {
  notifyShopMs: 60_000,
  thankCustomerMs: 30_000,
  submitToThanxMs: 60_000,
  housekeepingMs: 50_000,
};
/** A queue as the template makes it, and its dead letters. */
const queue = (url: string, deadLetterUrl: string, consumerTimeoutMs: number) => [
  { url, visibilityTimeoutMs: 6 * consumerTimeoutMs, maxReceiveCount: 30, deadLetterUrl },
  { url: deadLetterUrl, visibilityTimeoutMs: 30_000 },
];
export const stageQueues = [
  ...queue(names.ordersQueue, names.ordersDlq, simTimeouts.thankCustomerMs),
  ...queue(names.noticesQueue, names.noticesDlq, simTimeouts.notifyShopMs),
  ...queue(names.loyaltyQueue, names.loyaltyDlq, simTimeouts.submitToThanxMs),
];
/** When every run begins. */
export const startMs = Date.parse('2026-03-01T12:00:00.000Z');
export const webhookSecret = `whsec_${Buffer.from('the secret of the shop, 32 bytes').toString('base64')}`;
export const thanxCredential = { clientId: 'client', accessToken: 'access' };
/** The key of every shop's merchant. */
export const merchantKey = 'merchant-key';
export const walletToken = 'token-of-the-wallet-0000000000000';
/** The address of a shop at its platform. */
export const urlOf = (shop: string): string => `https://${shop}.example`;
export const partnerTimeoutMs = 10_000;
/** What the workers give Secrets Manager. */
export const secretsTimeoutMs = 3000;
export const retryBaseSeconds = 5;

const nowhere = { region: 'eu-central-1', credentials: { accessKeyId: 'none', secretAccessKey: 'none' } };
const dynamoDb = new DynamoDBClient(nowhere);

/** Real clients whose `send()` goes to the models: what the product does with them is what it does on AWS. */
export const clients = (send: { dynamoDb: Send; sqs: Send }) => ({
  documents: Object.assign(DynamoDBDocumentClient.from(dynamoDb), { send: send.dynamoDb }),
  sqs: Object.assign(new SQSClient(nowhere), { send: send.sqs }),
});
export type Clients = ReturnType<typeof clients>;
