import { withoutSecrets } from './file/secret-like.ts';

const maxChars = 80;

/** A value from a file, shortened for a message. Secrets are removed first, because shortening could split them. */
export function inShort(text: string): string {
  const shown = withoutSecrets(text);
  return shown.length > maxChars ? `${shown.slice(0, maxChars)}…` : shown;
}
