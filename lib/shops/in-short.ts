import { withoutSecrets } from './secret-like.ts';

const maxChars = 80;

/** What a file says, as a message quotes it: one cannot be longer than its reader's patience. What looks like a secret goes before it could be cut in two. */
export function inShort(text: string): string {
  const shown = withoutSecrets(text);
  return shown.length > maxChars ? `${shown.slice(0, maxChars)}…` : shown;
}
