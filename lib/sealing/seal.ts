import { createCipheriv, randomBytes } from 'node:crypto';
import { CompactEncrypt, importJWK } from 'jose';
import { last4Of, GiftCard } from './card.ts';
import type { PublicCardKey } from './card-keys.ts';

/** @see https://www.rfc-editor.org/rfc/rfc7518#section-4.6 */
export const keyAlgorithm = 'ECDH-ES+A256KW';
export const contentAlgorithm = 'A256GCM';

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
