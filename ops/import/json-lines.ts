import { adapters } from '../../lib/platforms/adapters.ts';
import type { RawWebhook, ReadSettings } from '../../lib/platforms/platform.ts';
import { readWebhook, type ReadResult } from '../../lib/platforms/read-webhook.ts';
import type { PlatformName } from '../../lib/shops/platform-name.ts';

/** One order of a file, in its platform's own JSON, or why there is none. */
export type ImportRecord = {
  /** The line of the file that it begins on, from 1. */
  line: number;
} & ({ body: Buffer } | { problem: string });

/**
 * The webhook that would have told of an order as it stands: where the order's own status decides whether it is paid, and
 * its own times when.
 */
const webhookOf: Record<PlatformName, (body: Buffer) => Pick<RawWebhook, 'headers' | 'body'>> = {
  shopify: (body) => ({ headers: { 'x-shopify-topic': 'orders/create', 'x-shopify-triggered-at': longAgo }, body }),
  woocommerce: (body) => ({ headers: { 'x-wc-webhook-topic': 'order.updated' }, body }),
  standard: (body) => ({ headers: {}, body: isEvent(body) ? body : Buffer.concat([eventStart, body, eventEnd]) }),
};

/** An order of a file was triggered by nothing: its payment counts from the order itself, not from its last edit. */
const longAgo = new Date(0).toISOString();

const eventStart = Buffer.from('{"type":"order.paid","data":');
const eventEnd = Buffer.from('}');

/** A whole event as it is posted, or the order alone. Its bytes are left as they are: ids may be numbers that none holds. */
function isEvent(body: Buffer): boolean {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null && 'data' in value && 'type' in value;
  } catch {
    // The adapter says what is wrong with it.
    return false;
  }
}

/** What an order of a file says, by the very reader that its platform's webhooks go through. */
export const readRecord = (
  platform: PlatformName,
  body: Buffer,
  { shop, nowMs, settings }: { shop: string; nowMs: number; settings: ReadSettings },
): ReadResult =>
  readWebhook(adapters[platform], { ...webhookOf[platform](body), url: '' }, { shop, receivedAtMs: nowMs, settings });

/** No order comes near: ingest takes no larger one either. */
const maxRecordBytes = 4 * 1024 * 1024;

const newline = 0x0a;

/** One order a line, as the bytes they are: ids keep every digit, and memory does not grow with the file. */
export async function* jsonLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<ImportRecord> {
  let line = 1;
  let parts: Buffer[] = [];
  let bytes = 0;
  const keep = (part: Buffer): void => {
    bytes += part.length;
    parts = bytes <= maxRecordBytes ? [...parts, part] : [];
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      keep(chunk.subarray(from, end));
      yield* recordOf(line, parts, bytes);
      parts = [];
      bytes = 0;
      line += 1;
      from = end + 1;
    }
    keep(chunk.subarray(from));
  }
  yield* recordOf(line, parts, bytes);
}

function recordOf(line: number, parts: readonly Buffer[], bytes: number): ImportRecord[] {
  if (bytes > maxRecordBytes) return [{ line, problem: 'larger than 4 MB: this is not an order' }];
  const body = Buffer.concat(parts);
  const text = body.toString('latin1').trim();
  if (text === '') return [];
  if (!text.startsWith('{')) return [{ line, problem: 'expected an order, which is an object in braces' }];
  if (!text.endsWith('}')) return [{ line, problem: 'the line is not complete JSON' }];
  return [{ line, body }];
}
