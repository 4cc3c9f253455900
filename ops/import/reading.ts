import { jsonOrUndefined } from '../../lib/json.ts';
import { adapters } from '../../lib/platforms/adapters.ts';
import type { RawWebhook, ReadSettings } from '../../lib/platforms/platform.ts';
import { readWebhook, type ReadResult } from '../../lib/platforms/read-webhook.ts';
import { bodyAbout } from '../../lib/platforms/stripe/event-about.ts';
import type { PlatformName } from '../../lib/shops/platform-name.ts';

/** One order of a file in its platform's JSON, or why it can't be read. */
export type ImportRecord = {
  /** The line where it begins, from 1. */
  line: number;
} & ({ body: Buffer } | { problem: string });

/** The webhook for an order in its current state: the order's status says whether it is paid, and its own times say when. */
const webhookOf: Record<PlatformName, (body: Buffer) => Pick<RawWebhook, 'headers' | 'body'>> = {
  shopify: (body) => ({ headers: { 'x-shopify-topic': 'orders/create', 'x-shopify-triggered-at': longAgo }, body }),
  woocommerce: (body) => ({ headers: { 'x-wc-webhook-topic': 'order.updated' }, body }),
  squarespace: (body) => ({ headers: {}, body }),
  wix: (body) => ({ headers: {}, body: isOrder(body) ? body : Buffer.concat([orderStart, body, eventEnd]) }),
  // As the API returns it.
  shopware: (body) => ({ headers: {}, body: Buffer.concat([foundStart, body, foundEnd]) }),
  stripe: (body) => ({ headers: {}, body: bodyAbout(body) }),
  bigcommerce: (body) => ({ headers: {}, body }),
  // As the API returns one order, or lists them.
  square: (body) => ({ headers: {}, body: isOrder(body) ? body : Buffer.concat([orderStart, body, eventEnd]) }),
  // As two answers of the API in one, because orders have no currency.
  ecwid: (body) => ({ headers: {}, body }),
  saleor: (body) => ({ headers: {}, body: isOrder(body) ? body : Buffer.concat([orderStart, body, eventEnd]) }),
  'adobe-commerce': (body) => ({ headers: {}, body }),
  standard: (body) => ({ headers: {}, body: isEvent(body) ? body : Buffer.concat([eventStart, body, eventEnd]) }),
};

/** No event triggered an order of a file, so its own payment time counts, not its last edit. */
const longAgo = new Date(0).toISOString();

const orderStart = Buffer.from('{"order":');
const eventStart = Buffer.from('{"type":"order.paid","data":');
const eventEnd = Buffer.from('}');
const foundStart = Buffer.from('{"data":[');
const foundEnd = Buffer.from(']}');

/** Whether this is a whole event or only the order. The bytes are kept, because parsing would round long numeric IDs. */
function isEvent(body: Buffer): boolean {
  // If it isn't JSON, the adapter says so.
  const value = jsonOrUndefined(body.toString('utf8'));
  return typeof value === 'object' && value !== null && 'data' in value && 'type' in value;
}

/** Whether an order of Wix, Square or Saleor has an envelope, `{"order":{…}}`, or is the whole answer of Saleor's API. */
function isOrder(body: Buffer): boolean {
  const value = jsonOrUndefined(body.toString('utf8'));
  return typeof value === 'object' && value !== null && ('order' in value || 'data' in value);
}

/** Reads an order of a file with the same code as its platform's webhooks. */
export const readRecord = (
  platform: PlatformName,
  body: Buffer,
  { shop, nowMs, settings }: { shop: string; nowMs: number; settings: ReadSettings },
): ReadResult =>
  readWebhook(adapters[platform], { ...webhookOf[platform](body), url: '' }, { shop, receivedAtMs: nowMs, settings });
