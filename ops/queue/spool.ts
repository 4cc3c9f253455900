import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Lines in a file, so that memory use doesn't grow with their number. Only this process can open it, and it ends with the process. */
export interface Spool extends Disposable {
  readonly size: number;
  add(line: string): void;
  /** All lines added so far, in order. */
  lines(): AsyncIterable<string>;
}

export function openSpool(): Spool {
  const folder = mkdtempSync(join(tmpdir(), 'thankflow-'));
  const file = openSync(join(folder, 'lines'), 'ax+', 0o600);
  // A file without a name disappears when the process ends, even if it's killed.
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
        // Each reader has its own position, from the beginning.
        input: createReadStream('', { fd: file, start: 0, autoClose: false }),
        crlfDelay: Number.POSITIVE_INFINITY,
      }),
    [Symbol.dispose]: () => closeSync(file),
  };
}
