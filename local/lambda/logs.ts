import { createWriteStream, mkdirSync } from 'node:fs';
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
  const file = createWriteStream(join(folder, `${functionName}.jsonl`), { flags: 'a', mode: 0o600 });
  const write = (entry: Record<string, unknown>) => {
    const line = jsonText({ time: new Date().toISOString(), function: functionName, ...entry });
    if (!file.writableEnded) file.write(`${line}\n`);
    onLine?.(line);
  };
  return {
    platform: (event, fields) => write({ platform: event, ...fields }),
    attach: (stream, pid) => {
      createInterface({ input: stream }).on('line', (line) => write({ pid, log: structured(line) }));
    },
    close: () => new Promise((resolve) => file.end(() => resolve())),
  };
}

/** Parses a line that is a JSON object, so that the file can be searched by its fields. */
function structured(line: string): unknown {
  return line.startsWith('{') ? (jsonOrUndefined(line) ?? line) : line;
}
