import { generateKeyPairSync } from 'node:crypto';

/** A key of a platform that signs with RSA. What a shop knows of it is the public key. */
export function newRsaSecret(): { secret: string; signingKey: string } {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { secret: publicKey, signingKey: privateKey };
}
