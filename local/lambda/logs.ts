import { appendFileSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import { jsonOrUndefined } from '../../lib/json.ts';
import { jsonText } from '../../ops/cli/terminal.ts';

/** A function's log: a file of JSON lines. */
export interface FunctionLog {
  /** Writes an event of the platform. */
  platform(event: string, fields?: Record<string, string | number | undefined>): void;
  /** Writes everything that a worker prints. */
  attach(stream: Readable, pid: number): void;
  close(): Promise<void>;
}

/** @param onLine receives every line when it's written: `npm start -- --logs` */
export function openFunctionLog(folder: string, functionName: string, onLine?: (line: string) => void): FunctionLog {
  mkdirSync(folder, { recursive: true });
  const file = openSync(join(folder, `${functionName}.jsonl`), 'a', 0o600);
  let closed = false;
  let lines: string[] = [];
  // All lines of one turn of the event loop at once.
  const flush = () => {
    if (lines.length > 0) appendFileSync(file, lines.join(''));
    lines = [];
  };
  const write = (line: string) => {
    if (!closed) {
      if (lines.length === 0) setImmediate(flush);
      lines.push(`${line}\n`);
    }
    onLine?.(line);
  };
  const begin = () => `{"time":"${new Date().toISOString()}","function":"${functionName}"`;
  return {
    platform: (event, fields) => write(`${begin()},${jsonText({ platform: event, ...fields }).slice(1)}`),
    attach: (stream, pid) => {
      createInterface({ input: stream }).on('line', (line) => write(`${begin()},"pid":${pid},"log":${asJson(line)}}`));
    },
    close: async () => {
      flush();
      closed = true;
      closeSync(file);
    },
  };
}

/** Keeps a line that is a JSON object as one, so that the file can be searched by its fields. */
function asJson(line: string): string {
  const value = line.startsWith('{') ? (jsonOrUndefined(line) ?? line) : line;
  // Only other characters can mean something to a terminal.
  return typeof value === 'object' && /^[\x20-\x7e]*$/.test(line) ? line : jsonText(value);
}
