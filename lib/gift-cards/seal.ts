import { CompactEncrypt, importJWK } from 'jose';
import { last4Of, type GiftCard } from './card.ts';
import type { PublicCardKey } from './card-keys.ts';

/** @see https://www.rfc-editor.org/rfc/rfc7518#section-4.6 */
export const keyAlgorithm = 'ECDH-ES+A256KW';
export const contentAlgorithm = 'A256GCM';

/** Seals bytes for whoever holds the private key: a compact JWE that names the key by its `kid`. */
export async function sealBytes(bytes: Uint8Array, key: PublicCardKey): Promise<string> {
  return await new CompactEncrypt(bytes)
    .setProtectedHeader({ alg: keyAlgorithm, enc: contentAlgorithm, kid: key.kid })
    .encrypt(await importJWK(key, keyAlgorithm));
}

/** A gift card as it travels and lies in rows. */
export async function sealCard(card: GiftCard, key: PublicCardKey): Promise<{ last4: string; jwe: string }> {
  const jwe = await sealBytes(new TextEncoder().encode(JSON.stringify(card)), key);
  return { last4: last4Of(card), jwe };
}
