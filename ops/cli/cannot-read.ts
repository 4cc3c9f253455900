import { ThankflowError } from '../../lib/errors.ts';

/** The `usage` error for a file that was named and cannot be read. */
export function cannotRead(file: string, cause: unknown): ThankflowError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : String(code);
  return new ThankflowError('usage', `cannot read ${file}: ${why}`, { cause });
}
