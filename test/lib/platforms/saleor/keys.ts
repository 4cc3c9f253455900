import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { newRsaSecret } from '../../../../lib/senders/rsa-secret.ts';
import { saleorSender } from '../../../../lib/senders/saleor.ts';
import { fixture, webhook } from '../../../support/webhook.ts';

const pairOf = ({ secret, signingKey }: ReturnType<typeof newRsaSecret>) => ({
  publicKey: secret,
  privateKey: signingKey,
});

/** A shop's keys. Saleor has the private one. */
export const shopKeys = pairOf(newRsaSecret());
export const otherKeys = pairOf(newRsaSecret());

/** What a shop with this public key publishes. */
export const keySetOf = (publicKey: string): string =>
  saleorSender.publicKey!({ id: 'acme', webhookSecret: publicKey, platformShopId: 'acme.saleor.cloud' }).text;
export const keySet = keySetOf(shopKeys.publicKey);

export interface Jwk {
  kid: string;
  [part: string]: unknown;
}
export const jwkIn = (document: string): Jwk => (JSON.parse(document) as { keys: Jwk[] }).keys[0]!;

export const body = fixture('saleor/order-fully-paid.json');
export const kid = jwkIn(keySet).kid;
export const usual = { alg: 'RS256', b64: false, crit: ['b64'], kid, typ: 'JWT' };
export const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A detached JWS, with any protected header. @param signed what is signed after the header */
export function signatureOf(
  header: object = usual,
  signed: Buffer = body,
  key = shopKeys.privateKey,
  hash = 'sha256',
): string {
  const content = Buffer.concat([Buffer.from(`${encoded(header)}.`), signed]);
  return `${encoded(header)}..${sign(hash, content, createPrivateKey(key)).toString('base64url')}`;
}

export const signed = (signature: string | undefined, content: string | Buffer = body) =>
  webhook({ 'saleor-signature': signature }, content);

/** Bytes that anybody knows, and may try as a secret. */
export const publicBytes = {
  PEM: shopKeys.publicKey,
  DER: createPublicKey(shopKeys.publicKey).export({ type: 'spki', format: 'der' }),
  'key set': keySet,
  'hash of it': createHash('sha256').update(keySet).digest(),
};
