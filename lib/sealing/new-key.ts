import { exportJWK, generateKeyPair } from 'jose';
import { CardKeysSecret, PublicCardKey } from './card-keys.ts';
import { keyAlgorithm } from './seal.ts';

/** How many older keys are kept. With a rotation each month, that covers more than a year, the longest that sealed data is kept. */
const olderKeys = 19;

/**
 * Generates a key pair and puts it before the older keys.
 * @param kid the new key's ID
 */
export async function withNewKey(
  older: CardKeysSecret | undefined,
  kid: string,
): Promise<{ secret: CardKeysSecret; publicKey: PublicCardKey }> {
  const pair = await generateKeyPair(keyAlgorithm, { crv: 'P-256', extractable: true });
  const key = { ...(await exportJWK(pair.privateKey)), kid };
  const secret = CardKeysSecret.parse({ keys: [key, ...(older?.keys.slice(0, olderKeys) ?? [])] });
  return { secret, publicKey: PublicCardKey.parse(key) };
}
