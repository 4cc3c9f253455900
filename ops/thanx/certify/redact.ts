import { contract } from './contract.ts';
import { isJsonObject, type Json } from './json.ts';
import type { RecordedCall } from './recording.ts';

/** What hidden values become: of the same type and format, and the same value always becomes the same. */
const shapes = {
  token: (n: number) => `redacted-token-${n}`,
  'client-id': (n: number) => `redacted-client-${n}`,
  'merchant-key': (n: number) => `redacted-merchant-key-${n}`,
  email: (n: number) => `redacted-${n}@redacted.example`,
  phone: (n: number) => `+1555010${String(n).padStart(4, '0')}`,
  name: (n: number) => `redacted-name-${n}`,
  'card-number': (n: number) => `redacted-card-${n}`,
  pin: (n: number) => `redacted-pin-${n}`,
  text: () => 'redacted',
};
export type SecretKind = keyof typeof shapes;

export interface KnownSecret {
  kind: SecretKind;
  value: string;
}

/** Fields that hold personal data or credentials, wherever they are. */
const fieldKinds: Record<string, SecretKind> = {
  email: 'email',
  phone: 'phone',
  mobile: 'phone',
  first_name: 'name',
  last_name: 'name',
  full_name: 'name',
  card_number: 'card-number',
  pin: 'pin',
  access_token: 'token',
  refresh_token: 'token',
  client_secret: 'token',
  client_id: 'client-id',
};
const byField = (name: string): SecretKind | undefined => kindIn(fieldKinds, name.toLowerCase());

/** Headers whose values are shown. All others are hidden. */
const shownHeaders =
  /^(accept|accept-version|accept-encoding|content-type|content-length|user-agent|date|host|connection|retry-after)$/;
const headerKinds: Record<string, SecretKind> = { 'x-clientid': 'client-id', 'merchant-key': 'merchant-key' };

/** A recording may have any name, `constructor` too. */
const kindIn = (kinds: Record<string, SecretKind>, name: string): SecretKind | undefined =>
  Object.hasOwn(kinds, name) ? kinds[name] : undefined;

const emailIn = /[^\s<>"'(),:;=&/\\]+@[^\s<>"'(),:;=&/\\]+\.[^\s<>"'(),:;=&/\\.]+/g;
const isHidden = (value: string): boolean => /^redacted(-|$)|@redacted\.example$|^\+1555010\d{4}$/.test(value);

const schemes = /^(bearer|basic|token|digest)\s+/i;

/** A `name` in these is a thing's. Every other one may be a person's. */
const ofThings = new Set(['items', 'modifiers', 'merchants', 'merchant', 'location', 'locations']);

/** A part of a path that is a word or a version. Any other may be somebody's. */
const shownSegment = (part: string): string => (/^([a-z_-]*|v\d+)$/.test(part) ? part : 'redacted');

/** A field's name. A map may have somebody's address or number instead. */
const shownName = (name: string): string => (/^[A-Za-z_][\w-]{0,63}(\[\])?$/.test(name) ? name : 'redacted');

/** The names of an answer's errors, besides those of the contract's schemas. */
const ofErrors = ['error', 'error_description', 'code', 'message'];

/** Names in a JSON Schema, at any depth. */
function namesIn(schema: Json | undefined): string[] {
  if (Array.isArray(schema)) return schema.flatMap(namesIn);
  if (!isJsonObject(schema)) return [];
  const { properties } = schema;
  const own = isJsonObject(properties) ? Object.keys(properties) : [];
  return [...own, ...Object.values(schema).flatMap(namesIn)];
}

const documented = new Set([
  ...Object.values(contract.endpoints).flatMap(({ query = {}, body = {}, answer, wrapper = [] }) =>
    namesIn([query, body, answer]).concat(wrapper),
  ),
  ...ofErrors,
]);

/**
 * Returns a function that hides credentials and personal data in calls: by header and field, e-mail addresses in any text, and all texts of
 * fields that Thanx doesn't document. Types and formats stay, so the calls can be checked again. Hiding twice changes nothing.
 * @param known values that are hidden wherever they are
 */
export function redactor(known: readonly KnownSecret[] = []): (call: RecordedCall) => RecordedCall {
  const given = new Map<string, string>();
  const counts = new Map<SecretKind, number>();
  const hide = (kind: SecretKind, value: string): string => {
    if (value === '' || isHidden(value)) return value;
    // What isn't an address must not look like one, or a wrong format could no longer be seen.
    const as = kind === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? 'text' : kind;
    const key = `${as} ${as === 'email' ? value.toLowerCase() : value}`;
    const before = given.get(key);
    if (before !== undefined) return before;
    const count = (counts.get(as) ?? 0) + 1;
    counts.set(as, count);
    const hidden = shapes[as](count);
    given.set(key, hidden);
    return hidden;
  };
  // The longest first: one may be part of another.
  const secrets = known.filter(({ value }) => value !== '').toSorted((one, two) => two.value.length - one.value.length);

  const text = (value: string): string => {
    if (isHidden(value)) return value;
    let shown = value;
    for (const { kind, value: secret } of secrets) shown = shown.replace(wordsOf(secret), () => hide(kind, secret));
    return shown.replace(emailIn, (email) => hide('email', email));
  };

  const json = (value: Json, name: string, parent: string): Json => {
    if (Array.isArray(value)) return value.map((one) => json(one, name, parent));
    if (isJsonObject(value))
      return Object.fromEntries(
        Object.entries(value).map(([field, one]) => [shownName(field), json(one, field, name)]),
      );
    const kind = byField(name) ?? (name === 'name' && !ofThings.has(parent) ? 'name' : undefined);
    if (typeof value === 'number') return kind === undefined && documented.has(name) ? value : 1;
    if (typeof value !== 'string') return value;
    if (name === 'last4') return /^\d{4}$/.test(value) ? '0000' : 'redacted';
    if (kind !== undefined) return hide(kind, value);
    return documented.has(name) ? text(value) : 'redacted';
  };

  const hideToken = (value: string): string => {
    const [scheme = ''] = schemes.exec(value) ?? [];
    return scheme + hide('token', value.slice(scheme.length).trimEnd());
  };

  const headers = (all: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(all).map(([name, value]) => {
        if (name === 'authorization') return [name, hideToken(value)];
        return [name, shownHeaders.test(name) ? text(value) : hide(kindIn(headerKinds, name) ?? 'text', value)];
      }),
    );

  return (call) => {
    const url = new URL(call.url);
    url.username = '';
    url.password = '';
    url.hash = '';
    url.pathname = url.pathname.split('/').map(shownSegment).join('/');
    const query = [...url.searchParams].map(([name, value]): [string, string] => {
      const kind = byField(name);
      const shown = documented.has(name) ? text(value) : 'redacted';
      return [shownName(name), kind === undefined ? shown : hide(kind, value)];
    });
    url.search = new URLSearchParams(query).toString();
    return {
      ...call,
      ...(call.flow !== undefined && { flow: text(call.flow) }),
      url: url.toString(),
      headers: headers(call.headers),
      ...(call.body !== undefined && { body: json(call.body, '', '') }),
      ...(call.answerHeaders !== undefined && { answerHeaders: headers(call.answerHeaders) }),
      ...(call.answer !== undefined && { answer: json(call.answer, '', '') }),
    };
  };
}

/** A short secret, such as a PIN, is hidden only as a whole word: its digits are in many numbers. */
function wordsOf(secret: string): RegExp {
  const escaped = RegExp.escape(secret);
  return secret.length < 8 ? new RegExp(`(?<![A-Za-z0-9])${escaped}(?![A-Za-z0-9])`, 'gi') : new RegExp(escaped, 'gi');
}
