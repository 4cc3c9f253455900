import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

const pair = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });

const [current, previous, strange] = [pair(), pair(), pair()];

/** The secrets of shops whose platforms sign with RSA: public keys. They are new in each run, and nothing depends on them. */
export const rsaSecrets = { current: current.publicKey, previous: previous.publicKey };

const privateKeys = new Map([
  [current.publicKey, createPrivateKey(current.privateKey)],
  [previous.publicKey, createPrivateKey(previous.privateKey)],
]);
const anotherKey = createPrivateKey(strange.privateKey);

/** What signs for a webhook secret. For any other text, a key that no shop knows. */
export const rsaSigningKey = (secret: string): KeyObject => privateKeys.get(secret) ?? anotherKey;
