/** Formats of vendors' secrets. Placeholders in prose (`whsec_…`) don't match. */
const known = [
  /\btfk_[A-Za-z0-9_-]{8,}/,
  /\bwhsec_[A-Za-z0-9+/=_-]{4,}/,
  /\b(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{4,}/,
  /\bshp(?:ss|at|ca|pa|tka|ua)_[A-Za-z0-9]{4,}/,
  /\b(?:ck|cs)_[0-9a-f]{20,}/,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  /\b(?:ghp|gho|ghu|ghs|ghr|github_pat|glpat|xox[abprs])[_-][A-Za-z0-9_-]{10,}/,
  // No longer than token headers are. Otherwise the whole text would be searched from every possible beginning.
  /\beyJ[A-Za-z0-9_-]{8,1000}\.[A-Za-z0-9_.-]+/,
  /\bBearer\s+[A-Za-z0-9._~+/=-]{12,}/i,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /:\/\/[^\s/:@]+:[^\s/@]+@[^\s/"]*/,
];
const vendorShape = new RegExp(known.map(({ source }) => source).join('|'), 'g');

/** Whether a text contains a secret in a vendor's format. */
export const hasVendorShape = (text: string): boolean => known.some((shape) => shape.test(text));

/** The only long random texts that settings may contain: a status key's hash, and the client ID that Adobe's events name. */
const allowed = /\bsha256:[0-9a-f]{64}\b|(?<=^platformShopId:[ \t]{1,8}['"]?)[0-9a-f]{32}(?=['"]?[ \t]*(?:#|$))/gm;
const unbroken = /[A-Za-z0-9]{32,}/g;
/** Only from the beginning of a run. Starting at each character would take quadratic time. */
const padded = /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{20,}={1,2}/g;
const long = /[A-Za-z0-9+/_-]{40,}/g;

export interface SecretLike {
  offset: number;
  length: number;
}

/** The places in a text that look like secrets: a vendor's format, or long random characters. */
export function secretsIn(text: string): SecretLike[] {
  // Replaced by spaces, so that offsets stay correct.
  const scanned = text.replace(allowed, (match) => ' '.repeat(match.length));
  const found = [
    ...scanned.matchAll(vendorShape),
    ...[...scanned.matchAll(unbroken)].filter(([token]) => isRandom(token)),
    ...[...scanned.matchAll(padded)].filter(([token]) => mixesAll(token)),
    ...[...scanned.matchAll(long)].filter(([token]) => mixesAll(token) && changeRate(lettersAndDigits(token)) >= 0.3),
  ].map((match) => ({ offset: match.index, length: match[0].length }));
  return withoutOverlaps(found);
}

/** The text without anything that looks like a secret. An error must not repeat the secret that it rejects. */
export function withoutSecrets(text: string): string {
  let shown = '';
  let from = 0;
  for (const { offset, length } of secretsIn(text)) {
    shown += `${text.slice(from, offset)}(not shown)`;
    from = offset + length;
  }
  return shown + text.slice(from);
}

const lettersAndDigits = (token: string): string => token.replace(/[^A-Za-z0-9]/g, '');

/** Words keep to one kind of character. Random text alternates between lower case, upper case and digits. */
function changeRate(token: string): number {
  const runs = token.match(/[a-z]+|[A-Z]+|\d+/g)?.length ?? 0;
  return (runs - 1) / Math.max(1, token.length - 1);
}

const isRandom = (token: string): boolean =>
  /[A-Za-z]/.test(token) && ((token.match(/\d+/g)?.length ?? 0) >= 3 || changeRate(token) >= 0.25);

const mixesAll = (token: string): boolean => /[a-z]/.test(token) && /[A-Z]/.test(token) && /\d/.test(token);

function withoutOverlaps(found: SecretLike[]): SecretLike[] {
  const kept: SecretLike[] = [];
  for (const next of found.sort((a, b) => a.offset - b.offset || b.length - a.length)) {
    const last = kept.at(-1);
    if (last === undefined || next.offset >= last.offset + last.length) kept.push(next);
    else last.length = Math.max(last.length, next.offset + next.length - last.offset);
  }
  return kept;
}
