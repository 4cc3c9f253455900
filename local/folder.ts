import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LocalError } from '../lib/local-stack/local-error.ts';

/** By this file a folder is known as the local stack's own. */
const marker = '.thankflow-local';
const lock = 'lock';
/** Everything the local stack writes into its folder: `--fresh` deletes these and nothing else. */
const ours = [
  'bundles',
  'cdk',
  'dynamodb',
  'dynamodb-in-use',
  'endpoints.json',
  'events.jsonl',
  'logs',
  's3',
  'secrets.json',
  'status-keys.json',
  'sqs',
  'synthesized-from',
  'thanku.json',
  'thanx.json',
];

/**
 * Takes a data folder for one running stack; `release` gives it back.
 * Throws a `LocalError` when another stack runs there, or when `fresh` would delete what is not ours.
 */
export function takeFolder(folder: string, fresh: boolean): { release(): void } {
  const isOurs = existsSync(join(folder, marker));
  if (fresh && existsSync(folder) && readdirSync(folder).length > 0 && !isOurs)
    throw new LocalError(
      `${folder} does not look like a data folder of the local stack, so --fresh deletes nothing there. Name another with LOCAL_DIR, or empty it yourself.`,
    );
  try {
    // It holds what shops sent.
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new LocalError(`${folder} cannot be the data folder: ${why}. Name another with LOCAL_DIR.`, { cause });
  }
  takeLock(folder);
  // A stack that was killed could not take it away, and what it names is gone.
  rmSync(join(folder, 'endpoints.json'), { force: true });
  if (fresh) for (const name of ours) rmSync(join(folder, name), { recursive: true, force: true });
  writeFileSync(join(folder, marker), 'Data of a local thankflow stack. `npm start -- --fresh` deletes it.\n');
  return { release: () => rmSync(join(folder, lock), { force: true }) };
}

function takeLock(folder: string): void {
  const path = join(folder, lock);
  if (existsSync(path)) {
    const pid = Number(readFileSync(path, 'utf8'));
    if (isAlive(pid))
      throw new LocalError(
        `A local stack already runs on ${folder} (process ${pid}). Stop it, or start this one elsewhere: LOCAL_DIR=.local-2 PORT=0 npm start. If process ${pid} is something else, delete ${path}.`,
      );
    rmSync(path, { force: true });
  }
  writeFileSync(path, String(process.pid), { flag: 'wx' });
}

/** A process that was killed keeps its id until its parent asks how it ended, and in many a container nobody does. */
const isZombie = (pid: number): boolean => {
  const stat = `/proc/${pid}/stat`;
  return existsSync(stat) && /\) Z /.test(readFileSync(stat, 'utf8'));
};

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
