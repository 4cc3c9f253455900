import { renameSync, writeFileSync } from 'node:fs';

/** Replaces a file in one step, so that nobody reads half of it; readable by its owner only, for it holds secrets. */
export function writePrivately(path: string, text: string): void {
  const next = `${path}.${process.pid}.next`;
  writeFileSync(next, text, { mode: 0o600 });
  renameSync(next, path);
}
