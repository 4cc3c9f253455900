import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Lines kept in a file, so that memory does not grow with their number. Nobody else can open it, and it ends with the process. */
export interface Spool extends Disposable {
  readonly size: number;
  add(line: string): void;
  /** All that was added so far, in that order. */
  lines(): AsyncIterable<string>;
}

export function openSpool(): Spool {
  const folder = mkdtempSync(join(tmpdir(), 'thankflow-'));
  const file = openSync(join(folder, 'lines'), 'ax+', 0o600);
  // Without a name it is gone as soon as it is closed, however the process ends.
  rmSync(folder, { recursive: true });
  let size = 0;
  return {
    get size() {
      return size;
    },
    add(line) {
      writeSync(file, `${line}\n`);
      size += 1;
    },
    lines: () =>
      createInterface({
        // From its beginning each time, wherever others read or write.
        input: createReadStream('', { fd: file, start: 0, autoClose: false }),
        crlfDelay: Number.POSITIVE_INFINITY,
      }),
    [Symbol.dispose]: () => closeSync(file),
  };
}
