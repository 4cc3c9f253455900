import { createPublicKey, type KeyObject } from 'node:crypto';
import * as z from 'zod';
import { jsonOrUndefined } from '../../json.ts';

/** RS256 needs at least these. @see https://www.rfc-editor.org/rfc/rfc7518#section-3.3 */
const minBits = 2048;

/** With the exponent 1, everything is signed. */
const minExponent = 3n;

/** More than any shop has at once: one, and another one while it's replaced. */
const maxKeys = 100;

const KeySet = z.object({ keys: z.array(z.unknown()).max(maxKeys) });

const PublicKey = z.object({
  kty: z.literal('RSA'),
  kid: z.string(),
  alg: z.literal('RS256').optional(),
  use: z.literal('sig').optional(),
  n: z.string(),
  e: z.string(),
});

/** The parts of a private or shared key. Whoever reads one of them can sign. */
const secretParts = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

interface NamedKey {
  kid: string;
  key: KeyObject;
}

/**
 * The keys of a shop that may sign webhooks, from its JSON Web Key Set. Private and weak keys, and keys for anything else, are left out.
 * `undefined` if the document isn't a key set.
 * @see https://www.rfc-editor.org/rfc/rfc7517
 */
export function keysIn(document: string): NamedKey[] | undefined {
  const set = KeySet.safeParse(jsonOrUndefined(document)).data;
  return set?.keys.flatMap((entry) => {
    const jwk = isPrivate(entry) ? undefined : PublicKey.safeParse(entry).data;
    const key = jwk && keyOf(jwk);
    return key === undefined ? [] : [{ kid: jwk?.kid ?? '', key }];
  });
}

/** Without a key that may sign, nobody can decide about a webhook. */
export function whyUnusableForSaleor(document: string): string | undefined {
  const keys = keysIn(document);
  if (keys === undefined) return 'expected a JSON Web Key Set, as Saleor has it at /.well-known/jwks.json';
  return keys.length > 0 ? undefined : `the key set has no public RSA key of at least ${minBits} bits that signs RS256`;
}

const isPrivate = (entry: unknown): boolean =>
  typeof entry === 'object' && entry !== null && secretParts.some((part) => part in entry);

function keyOf({ kty, n, e }: z.infer<typeof PublicKey>): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: { kty, n, e }, format: 'jwk' });
    const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
    return modulusLength >= minBits && publicExponent >= minExponent ? key : undefined;
  } catch {
    return undefined;
  }
}
