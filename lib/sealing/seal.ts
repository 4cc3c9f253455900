import { createCipheriv, randomBytes } from 'node:crypto';
import { CompactEncrypt, importJWK, compactDecrypt, decodeProtectedHeader, errors } from 'jose';
import { last4Of, GiftCard } from './card.ts';
import type { PublicCardKey, CardKeysSecret } from './card-keys.ts';
import { jsonOrUndefined } from '../json.ts';

/** @see https://www.rfc-editor.org/rfc/rfc7518#section-4.6 */
export const keyAlgorithm = 'ECDH-ES+A256KW';
const contentAlgorithm = 'A256GCM';

/**
 * Encrypts bytes for the owner of the private key. Returns a compact JWE with the key's `kid`. jose only wraps the content's key. The content is
 * encrypted and encoded here, because jose takes a hundred times as long to encode megabytes, and ingest has one second.
 * @see https://www.rfc-editor.org/rfc/rfc7516#section-5.1
 */
export async function sealBytes(bytes: Uint8Array, key: PublicCardKey): Promise<string> {
  const contentKey = randomBytes(32);
  const nothing = await new CompactEncrypt(new Uint8Array())
    .setProtectedHeader({ alg: keyAlgorithm, enc: contentAlgorithm, kid: key.kid })
    .setContentEncryptionKey(contentKey)
    .encrypt(await importJWK(key, keyAlgorithm));
  const [header = '', wrappedKey = ''] = nothing.split('.');
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', contentKey, iv).setAAD(Buffer.from(header, 'ascii'));
  const sealed = Buffer.concat([cipher.update(bytes), cipher.final()]);
  const parts = [iv, sealed, cipher.getAuthTag()].map((part) => part.toString('base64url'));
  return [header, wrappedKey, ...parts].join('.');
}

/** Seals a gift card in the form that events and rows contain. */
export async function sealCard(card: GiftCard, key: PublicCardKey): Promise<{ last4: string; jwe: string }> {
  const jwe = await sealBytes(new TextEncoder().encode(JSON.stringify(card)), key);
  return { last4: last4Of(card), jwe };
}

export type Opened = { kind: 'opened'; bytes: Uint8Array } | { kind: 'no-key' } | { kind: 'broken' };

/** Opens what `sealBytes` sealed. `no-key`: it was sealed with a key that is not among these. `broken`: no key can open it. */
export async function openBytes(jwe: string, { keys }: CardKeysSecret): Promise<Opened> {
  try {
    const { kid } = decodeProtectedHeader(jwe);
    const key = keys.find((candidate) => candidate.kid === kid);
    if (key === undefined) return { kind: 'no-key' };
    const allowed = { keyManagementAlgorithms: [keyAlgorithm], contentEncryptionAlgorithms: [contentAlgorithm] };
    const { plaintext } = await compactDecrypt(jwe, await importJWK(key, keyAlgorithm), allowed);
    return { kind: 'opened', bytes: plaintext };
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return { kind: 'broken' };
    throw error;
  }
}

/** Opens what `sealCard` sealed. */
export async function openCard(
  jwe: string,
  keys: CardKeysSecret,
): Promise<{ kind: 'opened'; card: GiftCard } | Exclude<Opened, { kind: 'opened' }>> {
  const opened = await openBytes(jwe, keys);
  if (opened.kind !== 'opened') return opened;
  const card = GiftCard.safeParse(jsonOrUndefined(new TextDecoder().decode(opened.bytes)));
  return card.success ? { kind: 'opened', card: card.data } : { kind: 'broken' };
}
