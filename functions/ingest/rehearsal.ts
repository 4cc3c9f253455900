import { createHmac } from 'node:crypto';
import { realTimer } from '../../lib/within.ts';
import type { OrderEvent } from '../../lib/order/event.ts';
import type { IngestPorts } from './ports.ts';
import { ingest } from './ingest.ts';
import { rawWebhook } from './raw-webhook.ts';

const shop = 'rehearsal';
const secret = 'rehearsal';
const at = '2026-01-31T12:00:00Z';
const body = JSON.stringify({
  id: 1,
  admin_graphql_api_id: 'gid://shopify/Order/1',
  name: '#1',
  financial_status: 'paid',
  created_at: at,
  processed_at: at,
  updated_at: at,
  currency: 'EUR',
  total_price: '1.00',
  current_total_price: '1.00',
  current_total_price_set: { presentment_money: { amount: '1.00', currency_code: 'EUR' } },
  payment_gateway_names: ['shopify_payments'],
  customer: { id: 1, email: 'rehearsal@example.com', first_name: 'R', last_name: 'R' },
  line_items: [{ title: 'Rehearsal', quantity: 1, product_id: 1, sku: 'R' }],
  tags: 'rehearsal',
});
const headers = {
  'x-shopify-topic': 'orders/paid',
  'x-shopify-triggered-at': at,
  'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
};

const nothing = (): void => undefined;
const nothingLater = async (): Promise<void> => undefined;

/** Its ports store nothing, send nothing, count nothing, and write no log line. */
const ports: Omit<IngestPorts, 'queue'> = {
  settings: {
    get: async () => ({ shop, platform: 'shopify', reading: {}, addsGiftCards: false, pidPrefix: `${shop}-` }),
  },
  secrets: { get: async () => ({ current: secret }), readAgain: async () => undefined },
  publicKeys: { get: async () => undefined, readAgain: async () => undefined },
  webhookUrl: () => '',
  cardKey: { get: async () => undefined },
  queueLookup: nothingLater,
  park: nothingLater,
  quarantine: nothingLater,
  telemetry: { info: nothing, warn: nothing, error: nothing, count: nothing },
  countMissingSecret: nothing,
  now: Date.now,
  timer: realTimer,
};

/**
 * Takes a made-up paid order of the platform with the most shops through everything but the calls to AWS. Code takes much longer the first time
 * that it runs: schemas are made and compiled. So that happens while the process starts, and not while a platform waits for its answer.
 * @returns the event, which goes nowhere
 */
export async function rehearse(): Promise<OrderEvent | undefined> {
  let event: OrderEvent | undefined;
  const queue = async (queued: OrderEvent) => void (event = queued);
  await ingest(shop, rawWebhook({ headers, body, isBase64Encoded: false }), { ...ports, queue });
  return event;
}
