import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiPlatform } from '../lib/reconcile/platform-secret.ts';
import { LocalError } from '../lib/local-stack/local-error.ts';

/** This file marks a folder of the local stack. */
const marker = '.thankflow-local';
const lock = 'lock';
/** Everything that the local stack writes into its folder. `--fresh` deletes only these. */
const ours = [
  'bundles',
  'cdk',
  'dynamodb',
  'dynamodb-in-use',
  'endpoints.json',
  'events.jsonl',
  'klaviyo.json',
  'logs',
  's3',
  'secrets.json',
  'status-keys.json',
  'sqs',
  'synthesized-from',
  'thanku.json',
  'thanku.json.sqlite',
  'thanku.json.sqlite-shm',
  'thanku.json.sqlite-wal',
  'thanx.json',
  ...ApiPlatform.options.map((platform) => `${platform}.json`),
];

/**
 * Locks a data folder for one running stack, until `release`.
 * @throws LocalError if another stack runs there, or if `fresh` would delete something else
 */
export function takeFolder(folder: string, fresh: boolean): { release(): void } {
  const isOurs = existsSync(join(folder, marker));
  if (fresh && existsSync(folder) && readdirSync(folder).length > 0 && !isOurs)
    throw new LocalError(
      `${folder} doesn't look like a data folder of the local stack, so --fresh deletes nothing. Choose another with LOCAL_DIR, or empty it yourself.`,
    );
  try {
    // It contains personal data.
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new LocalError(`${folder} can't be the data folder: ${why}. Choose another with LOCAL_DIR.`, { cause });
  }
  takeLock(folder);
  // A killed stack leaves it behind.
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

/** A killed process keeps its ID until its parent asks for its exit code. In some containers, nobody does. */
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
    // EPERM: it runs as another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
