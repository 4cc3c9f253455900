import { exportJWK, generateKeyPair } from 'jose';
import { CardKeysSecret, PublicCardKey } from './card-keys.ts';
import { keyAlgorithm } from './seal.ts';

/** As many older keys are kept: a rotation a month covers more than the year that anything sealed is kept. */
const olderKeys = 19;

/** A new pair, in force from now on; the older keys stay behind it. */
export async function withNewKey(
  older: CardKeysSecret | undefined,
  kid: string,
): Promise<{ secret: CardKeysSecret; publicKey: PublicCardKey }> {
  const pair = await generateKeyPair(keyAlgorithm, { crv: 'P-256', extractable: true });
  const key = { ...(await exportJWK(pair.privateKey)), kid };
  const secret = CardKeysSecret.parse({ keys: [key, ...(older?.keys.slice(0, olderKeys) ?? [])] });
  return { secret, publicKey: PublicCardKey.parse(key) };
}
