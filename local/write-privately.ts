import { renameSync, writeFileSync } from 'node:fs';

/** Replaces a file atomically. Only its owner can read it, because it contains secrets. */
export function writePrivately(path: string, text: string): void {
  const next = `${path}.${process.pid}.next`;
  writeFileSync(next, text, { mode: 0o600 });
  renameSync(next, path);
}
