import { createHmac, timingSafeEqual } from 'node:crypto';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/* The least that accepting a webhook takes: one HMAC and one message. It reads nothing, and logs and counts nothing. */
const sqs = new SQSClient();
const { QUEUE_URL, SECRET = '' } = process.env;
const key = Buffer.from(SECRET.replace('whsec_', ''), 'base64');

export async function handler({ headers, body = '' }: APIGatewayProxyEventV2): Promise<{ statusCode: number }> {
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const expected = Buffer.from(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
  const given = Buffer.from(headers['webhook-signature'] ?? '');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { statusCode: 401 };
  await sqs.send(new SendMessageCommand({ QueueUrl: QUEUE_URL, MessageBody: body }));
  return { statusCode: 200 };
}
