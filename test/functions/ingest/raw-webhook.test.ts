import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { rawWebhook } from '../../../functions/ingest/raw-webhook.ts';

const bytes = Buffer.from('{"name":"Grüße 🌳"}');

const event = (changes: Partial<APIGatewayProxyEventV2>) =>
  ({
    version: '2.0',
    rawPath: '/webhooks/acme',
    rawQueryString: '',
    headers: { 'X-Shopify-Topic': 'orders/paid' },
    requestContext: { domainName: 'hooks.example' },
    isBase64Encoded: false,
    ...changes,
  }) as APIGatewayProxyEventV2;

describe('rawWebhook', () => {
  it('gives the bytes as they were posted, however API Gateway hands them over', () => {
    expect(rawWebhook(event({ body: bytes.toString() })).body).toEqual(bytes);
    expect(rawWebhook(event({ body: bytes.toString('base64'), isBase64Encoded: true })).body).toEqual(bytes);
    expect(rawWebhook(event({})).body).toEqual(Buffer.alloc(0));
  });

  it('spells headers in lower case, and the URL as the platform knows it', () => {
    expect(rawWebhook(event({}))).toMatchObject({
      headers: { 'x-shopify-topic': 'orders/paid' },
      url: 'https://hooks.example/webhooks/acme',
    });
    expect(rawWebhook(event({ rawQueryString: 'a=1&b=%20' })).url).toBe(
      'https://hooks.example/webhooks/acme?a=1&b=%20',
    );
  });
});
