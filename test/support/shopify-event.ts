/** Two shops of one app, as a stage names them. */
export const shopifyEvents = {
  'aws.partner/shopify.com/12345/thankflow': { 'oak.myshopify.com': 'oak', 'elm.myshopify.com': 'elm' },
};

interface Differs {
  topic?: string;
  domain?: string;
  source?: string;
  metadata?: Record<string, unknown>;
}

/** The text of an event as EventBridge delivers it to a queue. @param payload JSON text, whose digits stay as they are */
export const deliveredText = (
  payload: string,
  {
    topic = 'orders/paid',
    domain = 'oak.myshopify.com',
    source = 'aws.partner/shopify.com/12345/thankflow',
    metadata = {},
  }: Differs = {},
): string => {
  const headers = {
    'Content-Type': 'application/json',
    'X-Shopify-Topic': topic,
    'X-Shopify-Shop-Domain': domain,
    'X-Shopify-Hmac-SHA256': 'c2lnbmF0dXJlIG9mIG90aGVyIGJ5dGVz',
    'X-Shopify-Webhook-Id': 'b2b3c5d0-6a1c-4f0a-9d0e-0f6f6a1c4f0a',
    'X-Shopify-API-Version': '2026-07',
    'X-Shopify-Triggered-At': '2026-01-31T12:00:00.257929387Z',
    ...metadata,
  };
  const envelope = {
    version: '0',
    id: '7bf73129-1428-4cd3-a780-95db273d1602',
    'detail-type': 'shopifyWebhook',
    source,
    account: '123456789012',
    time: '2026-01-31T12:00:01Z',
    region: 'eu-central-1',
    resources: [],
  };
  return `${JSON.stringify(envelope).slice(0, -1)},"detail":{"payload":${payload},"metadata":${JSON.stringify(headers)}}}`;
};
