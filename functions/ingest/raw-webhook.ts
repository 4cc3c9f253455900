import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { RawWebhook } from '../../lib/platforms/platform.ts';

/** The parts of API Gateway's event that are read. */
export type WebhookRequest = Pick<APIGatewayProxyEventV2, 'body' | 'headers' | 'isBase64Encoded'>;

/**
 * The request as the platform sent it. API Gateway passes binary bodies as base64, and all others as text. The URL is left empty: the one that a
 * platform signs is the text that somebody typed, which can't be rebuilt from the request. `ingest` knows it.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function rawWebhook(event: WebhookRequest): RawWebhook {
  const { body = '', isBase64Encoded } = event;
  const headers: RawWebhook['headers'] = {};
  for (const [name, value] of Object.entries(event.headers)) headers[name.toLowerCase()] = value;
  return {
    headers,
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
    url: '',
  };
}
