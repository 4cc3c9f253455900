import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { ThankflowError } from '../../lib/errors.ts';

/** The pattern in the project's .gitignore. */
const ignored = '*.privacy.json';

/**
 * Refuses a file that git would track, because a repository keeps personal data for ever. Without git or a repository, all files are fine.
 * @throws `usage`
 */
export async function refuseTracked(file: string): Promise<void> {
  const code = await new Promise<number>((resolve) => {
    const child = execFile('git', ['-C', dirname(file), 'check-ignore', '--quiet', '--', basename(file)]);
    child.on('error', () => resolve(-1));
    child.on('close', (ended) => resolve(ended ?? -1));
  });
  // git's exit codes: 0 is ignored, 128 is no repository.
  if (code !== 1) return;
  throw new ThankflowError(
    'usage',
    `git would track ${file}, which will contain personal data. Choose a file outside the repository, or one that git ignores (in this project: ${ignored}).`,
  );
}

/** Writes a new file that only its owner can read. @throws `usage` if the file exists: it may be another customer's */
export async function writePrivateFile(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    const why = code === 'EEXIST' ? 'it already exists: choose another name' : code;
    throw new ThankflowError('usage', `can't write ${file}: ${why}`, { cause });
  }
}
