import type { ImportRecord } from './record.ts';

/** No order comes near: ingest takes no larger one either. */
const maxRecordBytes = 4 * 1024 * 1024;

const newline = 0x0a;
const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openList = 0x5b;
const backslash = 0x5c;
const closeList = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;
const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === newline;

/** The key whose list holds the orders, where a file is one object: `{"orders": […]}`. */
const wrapperKey = 'orders';

/**
 * Cuts JSON into the objects that its lists hold, as the bytes they are: one order at a time, in memory that does not grow
 * with the file, and without reading a number. Takes JSON lines, lists, and objects with a list `orders`, also several
 * after one another. @param lines JSON lines: what is broken ends with its line
 */
export async function* jsonRecords(
  chunks: AsyncIterable<Buffer>,
  { lines }: { lines: boolean },
): AsyncGenerator<ImportRecord> {
  const cutter = new JsonCutter(lines);
  for await (const chunk of chunks) yield* cutter.cut(chunk);
  yield* cutter.end();
}

class JsonCutter {
  readonly #lines: boolean;
  #found: ImportRecord[] = [];
  #line = 1;
  #depth = 0;
  /** The depth at which orders begin: 0, within a list 1, within `{"orders": […]}` 2. */
  #base = 0;
  #inString = false;
  #escaped = false;
  /** Something that is no order stands where one should. */
  #junk = false;
  /** Behind the list of `{"orders": […]}`. */
  #tail = false;
  /** The last key of an outermost object, and whether its value comes next. */
  #key = '';
  #inKey = false;
  #valueNext = false;
  #record: { line: number; parts: Buffer[]; bytes: number } | undefined;

  constructor(lines: boolean) {
    this.#lines = lines;
  }

  /** The orders that end in this chunk. */
  cut(chunk: Buffer): ImportRecord[] {
    this.#found = [];
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (byte === newline) this.#newline();
      if (this.#inString) {
        this.#string(byte);
        continue;
      }
      if (isSpace(byte)) continue;
      const before = this.#record;
      this.#structure(byte);
      if (this.#record === undefined) continue;
      if (before === undefined) from = at;
      else if (this.#depth === this.#base) {
        this.#keep(chunk.subarray(from, at + 1));
        this.#take();
      }
    }
    this.#keep(chunk.subarray(from));
    return this.#found;
  }

  end(): ImportRecord[] {
    if (this.#record !== undefined) {
      return [{ line: this.#record.line, problem: 'the file ends within this order: it was cut off' }];
    }
    if (this.#depth === 0 && !this.#inString) return [];
    return [{ line: this.#line, problem: 'the file ends before its list does: it was cut off' }];
  }

  #newline(): void {
    if (this.#lines && (this.#depth > 0 || this.#inString)) {
      this.#found.push({ line: this.#line, problem: 'the line is no whole JSON' });
      this.#record = undefined;
      this.#inString = this.#escaped = false;
      this.#outermost();
    }
    if (this.#base === 0 && this.#depth === 0) this.#junk = false;
    this.#line += 1;
  }

  #string(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === backslash) this.#escaped = true;
    else if (byte === quote) this.#inString = false;
    if (this.#inKey && this.#inString && this.#key.length <= wrapperKey.length) this.#key += String.fromCharCode(byte);
  }

  #structure(byte: number): void {
    switch (byte) {
      case quote:
        this.#inString = true;
        this.#inKey = this.#record !== undefined && this.#base === 0 && this.#depth === 1 && !this.#valueNext;
        if (this.#inKey) this.#key = '';
        return this.#record === undefined ? this.#notAnOrder() : undefined;
      case colon:
        if (this.#depth === 1) this.#valueNext = true;
        return undefined;
      case comma:
        if (this.#depth === 1) this.#valueNext = false;
        if (this.#depth === this.#base) this.#junk = false;
        return undefined;
      case openObject:
      case openList:
        this.#opened(byte);
        this.#depth += 1;
        return undefined;
      case closeObject:
      case closeList:
        return this.#closed();
      default:
        return this.#record === undefined ? this.#notAnOrder() : undefined;
    }
  }

  #opened(byte: number): void {
    const list = byte === openList;
    if (list && this.#base === 0 && this.#depth === 1 && this.#valueNext && this.#key === wrapperKey) {
      this.#record = undefined;
      this.#base = 2;
    } else if (list && this.#base === 0 && this.#depth === 0) this.#base = 1;
    else if (this.#record !== undefined) return;
    else if (!list && this.#depth === this.#base && !this.#tail) {
      this.#record = { line: this.#line, parts: [], bytes: 0 };
      this.#junk = false;
    } else this.#notAnOrder();
  }

  #closed(): void {
    if (this.#depth === 0) return this.#notAnOrder();
    this.#depth -= 1;
    if (this.#base === 2 && this.#depth === 1) this.#tail = true;
    if (this.#depth === 0) this.#outermost();
  }

  #outermost(): void {
    this.#depth = this.#base = 0;
    this.#junk = this.#tail = this.#valueNext = false;
    this.#key = '';
  }

  #notAnOrder(): void {
    if (this.#junk || this.#tail) return;
    this.#junk = true;
    this.#found.push({ line: this.#line, problem: 'expected an order, which is an object in braces' });
  }

  #keep(part: Buffer): void {
    if (this.#record === undefined) return;
    this.#record.bytes += part.length;
    if (this.#record.bytes <= maxRecordBytes) this.#record.parts.push(part);
    else this.#record.parts = [];
  }

  #take(): void {
    if (this.#record === undefined) return;
    const { line, parts, bytes } = this.#record;
    this.#record = undefined;
    this.#found.push(
      bytes > maxRecordBytes
        ? { line, problem: 'larger than 4 MB: this is no order' }
        : { line, body: Buffer.concat(parts) },
    );
  }
}
