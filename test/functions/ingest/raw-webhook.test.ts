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

  it('spells headers in lower case', () => {
    expect(rawWebhook(event({})).headers).toEqual({ 'x-shopify-topic': 'orders/paid' });
  });

  it('rebuilds no URL from the request, because platforms sign the one that somebody typed', () => {
    expect(rawWebhook(event({ rawQueryString: 'a=1' })).url).toBe('');
  });
});
