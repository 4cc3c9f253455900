import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import { jsonOrUndefined } from '../../lib/json.ts';
import { jsonText } from '../../ops/cli/terminal.ts';

/** One function's log: a JSON-lines file, and whoever else wants to see each line. */
export interface FunctionLog {
  /** Something the platform says about the function. */
  platform(event: string, fields?: Record<string, string | number | undefined>): void;
  /** Takes everything a worker writes. */
  attach(stream: Readable, pid: number): void;
  close(): Promise<void>;
}

/** @param onLine is given every line as it is written: `npm start -- --logs` */
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

/** A line that is a JSON object becomes one, so that the file can be searched by its fields. */
function structured(line: string): unknown {
  return line.startsWith('{') ? (jsonOrUndefined(line) ?? line) : line;
}
