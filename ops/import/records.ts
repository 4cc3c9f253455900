import { open, type FileHandle } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { ThankflowError } from '../../lib/errors.ts';
import type { PlatformName } from '../../lib/shops/platform-name.ts';
import { jsonRecords } from './json-records.ts';
import type { ImportRecord } from './record.ts';
import { shopifyCsvRecords } from './shopify-csv.ts';

/** A file of orders. */
export interface OrdersFile {
  format: 'JSON lines' | 'JSON' | 'CSV';
  bytes: number;
  /** One order after the other, as the file has them. @param read told how many bytes were read */
  records(read?: (bytes: number) => void): AsyncIterable<ImportRecord>;
}

/** Of a file's beginning this much is looked at to see what it is. */
const headBytes = 1024 * 1024;

/** Looks what a file is. Throws `usage` for one that cannot be read, or not for this platform. */
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
    throw new ThankflowError('usage', `${path} is a ZIP or Excel file: unpack it, or export CSV or JSON`);
  const text = withoutMark(head).toString('utf8').trimStart();
  const format = /^[[{]/.test(text) ? (isLines(path, text) ? 'JSON lines' : 'JSON') : 'CSV';
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
      return format === 'CSV' ? shopifyCsvRecords(chunks) : jsonRecords(chunks, { lines: format === 'JSON lines' });
    },
  };
}

const wants: Record<PlatformName, string> = {
  shopify: 'export the orders as CSV, or from the REST API as JSON',
  woocommerce: 'get the orders from the REST API (GET /wp-json/wc/v3/orders)',
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
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : String(code);
    throw new ThankflowError('usage', `cannot read ${path}: ${why}`, { cause });
  } finally {
    await file?.close();
  }
}

/** Whether the first line alone is an object. */
function isLines(path: string, text: string): boolean {
  if (/\.(jsonl|ndjson)$/i.test(path)) return true;
  const end = text.indexOf('\n');
  const first = (end < 0 ? text : text.slice(0, end)).trim();
  if (!first.startsWith('{') || !first.endsWith('}')) return false;
  try {
    JSON.parse(first);
    return true;
  } catch {
    // Cut in the middle of an object: one that goes over several lines.
    return false;
  }
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

/** UTF-8 with a byte order mark is UTF-8. */
const withoutMark = (bytes: Buffer): Buffer =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
