const local = String.raw`(?:"(?:[^"\\\p{Cc}]|\\[^\p{Cc}])+"|[^\s"@\p{Cc}]+)`;
const ipAddress = String.raw`\[[\w.:]+\]`;
const label = String.raw`[^\s@.\u3002\uff0e\uff61\p{Cc}]+`;
/** The full stops of other scripts separate labels too. */
const dot = String.raw`[.\u3002\uff0e\uff61]`;

/** A part before the `@`, perhaps in quotes, and a domain with a dot in it: anything stricter refuses addresses that work. */
const address = new RegExp(String.raw`^${local}@(?:${ipAddress}|${label}(?:${dot}${label})+${dot}?)$`, 'u');

/**
 * The address to ask a partner about, without the blanks around it; `undefined` if nobody can have it: without `@`, without a
 * dot in the domain, with a blank in it. Whether it exists, only the partner knows.
 * @see https://www.rfc-editor.org/rfc/rfc5321#section-4.1.2
 */
export function emailAddress(text: string | undefined): string | undefined {
  const trimmed = text?.trim() ?? '';
  return address.test(trimmed) ? trimmed : undefined;
}
