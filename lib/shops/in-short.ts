import { withoutSecrets } from './file/secret-like.ts';

const maxChars = 80;

/** What a file says, shortened for a message. What looks like a secret is removed first, before it could be cut in two. */
export function inShort(text: string): string {
  const shown = withoutSecrets(text);
  return shown.length > maxChars ? `${shown.slice(0, maxChars)}…` : shown;
}
