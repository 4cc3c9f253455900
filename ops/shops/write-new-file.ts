import { writeFile } from 'node:fs/promises';
import { ThankflowError } from '../../lib/errors.ts';

/** Writes a file that doesn't exist yet. @throws ThankflowError `refused` if it does, `usage` if it can't be written */
export async function writeNewFile(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    const why =
      code === 'EEXIST'
        ? 'it already exists, and was not changed'
        : code === 'ENOENT'
          ? 'there is no such folder'
          : code;
    throw new ThankflowError(code === 'EEXIST' ? 'refused' : 'usage', `can't write ${file}: ${why}`, { cause });
  }
}
