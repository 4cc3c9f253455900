const local = String.raw`(?:"(?:[^"\\\p{Cc}]|\\[^\p{Cc}])+"|[^\s"@\p{Cc}]+)`;
const ipAddress = String.raw`\[[\w.:]+\]`;
const label = String.raw`[^\s@.\u3002\uff0e\uff61\p{Cc}]+`;
/** Full stops of other scripts also separate labels. */
const dot = String.raw`[.\u3002\uff0e\uff61]`;

/** A local part, perhaps quoted, and a domain with a dot. Anything stricter would reject valid addresses. */
const address = new RegExp(String.raw`^${local}@(?:${ipAddress}|${label}(?:${dot}${label})+${dot}?)$`, 'u');

/**
 * The address to use at a partner, trimmed. `undefined` if it can't be valid: no `@`, no dot in the domain, or a space
 * in it. Only the partner knows whether it exists.
 * @see https://www.rfc-editor.org/rfc/rfc5321#section-4.1.2
 */
export function emailAddress(text: string | undefined): string | undefined {
  const trimmed = text?.trim() ?? '';
  return address.test(trimmed) ? trimmed : undefined;
}
