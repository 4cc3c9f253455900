import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { ThankflowError } from '../../lib/errors.ts';

/** What the project's .gitignore names. */
const ignored = '*.privacy.json';

/**
 * Refuses a file that git would take into the next commit: personal data stays in a repository for ever.
 * Throws `usage`. Where there is no repository, or no git, nothing is refused.
 */
export async function refuseTracked(file: string): Promise<void> {
  const code = await new Promise<number>((resolve) => {
    const child = execFile('git', ['-C', dirname(file), 'check-ignore', '--quiet', '--', basename(file)]);
    child.on('error', () => resolve(-1));
    child.on('close', (ended) => resolve(ended ?? -1));
  });
  // 0: ignored. 128: no repository.
  if (code !== 1) return;
  throw new ThankflowError(
    'usage',
    `git would track ${file}, which will contain personal data. Choose a file outside the repository, or one that git ignores (in this project: ${ignored}).`,
  );
}

/** Writes a new file that only its owner can read. One that is there, or a link, is left alone: it may be another customer's. Throws `usage`. */
export async function writePrivateFile(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    const why = code === 'EEXIST' ? 'it already exists: choose another name' : code;
    throw new ThankflowError('usage', `can't write ${file}: ${why}`, { cause });
  }
}
