import { open, type FileHandle } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { ThankflowError } from '../../lib/errors.ts';
import type { PlatformName } from '../../lib/shops/platform-name.ts';
import { cannotRead } from '../cli/cannot-read.ts';
import { jsonLines } from './json-lines.ts';
import type { ImportRecord } from './reading.ts';
import { shopifyCsvRecords } from './shopify-csv.ts';

/** A file of orders. */
export interface OrdersFile {
  format: 'JSON lines' | 'CSV';
  bytes: number;
  /** Yields the orders in the file's order. @param read called with the number of bytes read */
  records(read?: (bytes: number) => void): AsyncIterable<ImportRecord>;
}

/** How much of a file's beginning is read to detect its format. */
const headBytes = 1024 * 1024;

/** Detects a file's format. @throws `usage` if it can't be read, or doesn't fit the platform */
export async function openOrdersFile(path: string, platform: PlatformName): Promise<OrdersFile> {
  const { head, bytes } = await headOf(path);
  if (head.length === 0) throw new ThankflowError('usage', `${path} is empty`);
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) {
    throw new ThankflowError(
      'usage',
      `${path} is text in UTF-16: save it as UTF-8, or take the file as it was exported`,
    );
  }
  if (head[0] === 0x1f && head[1] === 0x8b)
    throw new ThankflowError('usage', `${path} is compressed: unpack it first (gunzip)`);
  if (head[0] === 0x50 && head[1] === 0x4b)
    throw new ThankflowError('usage', `${path} is a ZIP or Excel file: unpack it, or export CSV or JSON lines`);
  const text = withoutMark(head).toString('utf8').trimStart();
  refuseLists(path, text);
  const format = text.startsWith('{') ? 'JSON lines' : 'CSV';
  if (format === 'CSV' && platform !== 'shopify') {
    throw new ThankflowError(
      'usage',
      `${path} does not begin like JSON, and CSV is read for Shopify only: ${wants[platform]}`,
    );
  }
  return {
    format,
    bytes,
    records(read = () => undefined) {
      const chunks = chunksOf(path, read);
      return format === 'CSV' ? shopifyCsvRecords(chunks) : jsonLines(chunks);
    },
  };
}

const wants: Record<PlatformName, string> = {
  shopify: 'export the orders as CSV, or get them from the REST API, one order a line',
  woocommerce: 'get the orders from the REST API (GET /wp-json/wc/v3/orders), one order a line',
  squarespace: 'get the orders from the Orders API (GET /1.0/commerce/orders), one order a line',
  wix: 'get the orders from the REST API (POST /ecom/v1/orders/search), one order a line',
  shopware:
    'get the orders from the Admin API (POST /api/search/order) with the associations of docs/platforms/shopware.md, one order a line',
  stripe:
    'get the Checkout sessions from the API (stripe checkout sessions list), one a line; payment intents or invoices if stripeSales says so',
  bigcommerce:
    'get the orders from the REST API (GET /v2/orders?include=consignments.line_items&consignment_structure=object), one order a line',
  square: 'get the orders from the Orders API (POST /v2/orders/search), one order a line',
  ecwid:
    'get the orders from the REST API (GET /api/v3/{storeId}/orders) and add the store’s currency to each, as docs/platforms/ecwid.md says, one a line',
  saleor: 'get the orders from the GraphQL API with the fields of docs/platforms/saleor.md, one order a line',
  'adobe-commerce':
    'get the orders from the REST API (GET /rest/V1/orders?searchCriteria=…), one order a line: jq -c .items[]',
  standard: 'write one order a line, in the format of docs/generic-order.md',
};

async function headOf(path: string): Promise<{ head: Buffer; bytes: number }> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return { head: buffer.subarray(0, bytesRead), bytes: size };
  } catch (cause) {
    throw cannotRead(path, cause);
  } finally {
    await file?.close();
  }
}

/** @throws `usage` for JSON that doesn't have one order per line, with the command that converts it */
function refuseLists(path: string, text: string): void {
  const filter = jqFilter(path, text);
  if (filter === undefined) return;
  throw new ThankflowError(
    'usage',
    `${path} must have one order a line (JSON lines). Convert it with jq 1.7 or later: jq -c '${filter}' ${path} > orders.jsonl`,
  );
}

/** Returns the jq filter that puts one order on each line, or `undefined` if the file is fine. */
function jqFilter(path: string, text: string): string | undefined {
  if (text.startsWith('[')) return '.[]';
  if (/^\{\s*"orders"\s*:\s*\[/.test(text)) return '.orders[]';
  if (/^\{\s*"result"\s*:\s*\[/.test(text)) return '.result[]';
  if (/^\{\s*"data"\s*:\s*\{\s*"orders"\s*:/.test(text)) return '.data.orders.edges[].node';
  // If a line contains a whole order, it also closes the brace.
  const isPretty = /^\{[^}]*\n/.test(text) && !/\.(jsonl|ndjson)$/i.test(path);
  return isPretty ? '.orders[]? // .' : undefined;
}

async function* chunksOf(path: string, read: (bytes: number) => void): AsyncGenerator<Buffer> {
  let first = true;
  for await (const chunk of createReadStream(path, { highWaterMark: headBytes })) {
    const bytes = Buffer.from(chunk);
    read(bytes.length);
    yield first ? withoutMark(bytes) : bytes;
    first = false;
  }
}

/** Accepts UTF-8 with a byte order mark. */
const withoutMark = (bytes: Buffer): Buffer =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
