import type { ImportRecord } from './reading.ts';

/** Far larger than any order. Ingest accepts no larger ones either. */
const maxRecordBytes = 4 * 1024 * 1024;

const newline = 0x0a;

/** Yields one order per line as bytes, so that IDs keep every digit. Memory use doesn't grow with the file. */
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
