import { createReadStream, mkdtempSync, openSync, closeSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Lines kept in a file of their own, so that memory does not grow with their number. Readable by its owner only. */
export interface Spool extends Disposable {
  readonly size: number;
  add(line: string): void;
  /** All that was added so far, in that order. */
  lines(): AsyncIterable<string>;
}

export function openSpool(): Spool {
  const folder = mkdtempSync(join(tmpdir(), 'thankflow-'));
  const path = join(folder, 'lines');
  const file = openSync(path, 'a', 0o600);
  let size = 0;
  return {
    get size() {
      return size;
    },
    add(line) {
      writeSync(file, `${line}\n`);
      size += 1;
    },
    lines: () => createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY }),
    [Symbol.dispose]() {
      closeSync(file);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
