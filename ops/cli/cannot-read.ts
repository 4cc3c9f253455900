import { ThankflowError } from '../../lib/errors.ts';

/** The `usage` error for a file that can't be read. */
export function cannotRead(file: string, cause: unknown): ThankflowError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : String(code);
  return new ThankflowError('usage', `can't read ${file}: ${why}`, { cause });
}
