import { importJWK, compactDecrypt, decodeProtectedHeader, errors } from 'jose';
import { GiftCard } from './card.ts';
import type { CardKeysSecret } from './card-keys.ts';
import { jsonOrUndefined } from '../json.ts';
import { contentAlgorithm, keyAlgorithm } from './seal.ts';

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
