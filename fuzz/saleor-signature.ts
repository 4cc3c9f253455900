import { createHash, createHmac, createPublicKey, sign, verify } from 'node:crypto';
import { rsaSigningKey } from './rsa-keys.ts';

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The ID of a key, as the local sender makes it: RFC 7638. */
function kidOf(publicKey: string): string {
  const { e, kty, n } = createPublicKey(publicKey).export({ format: 'jwk' });
  return createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url');
}

interface Signing {
  /** A public key. Empty: an HMAC. */
  secret: string;
  algorithm: 'sha256' | 'sha1' | 'sha512';
  encoding: 'base64' | 'hex';
  spoil: (signature: string) => string;
}

/** A detached JWS of a body. @param published the public key that the shop publishes: every signature claims to be of that one */
export function saleorSignature(
  body: Buffer,
  published: string,
  { secret, algorithm, encoding, spoil }: Signing,
): string {
  const alg = secret === '' ? 'HS256' : { sha256: 'RS256', sha1: 'RS1', sha512: 'RS512' }[algorithm];
  const header = encoded({ alg, b64: false, crit: ['b64'], kid: kidOf(published), typ: 'JWT' });
  const signed = Buffer.concat([Buffer.from(`${header}.`), body]);
  const signature =
    secret === ''
      ? createHmac('sha256', secret).update(signed).digest()
      : sign(algorithm, signed, rsaSigningKey(secret));
  return `${header}..${spoil(signature.toString(encoding === 'hex' ? 'hex' : 'base64url'))}`;
}

/** Whether a header is a signature of the body that the published key verifies, as RFC 7515 and 7797 say it. */
export function isSaleorSignature(given: string, body: Buffer, published: string): boolean {
  const [header = '', payload, signature = '', ...rest] = given.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  // Nobody else may write the same signature in another way.
  if (payload !== '' || rest.length > 0 || bytes.toString('base64url') !== signature) return false;
  try {
    const { alg, b64, crit, kid } = JSON.parse(Buffer.from(header, 'base64url').toString());
    if (alg !== 'RS256' || b64 !== false || JSON.stringify(crit) !== '["b64"]' || kid !== kidOf(published))
      return false;
  } catch {
    return false;
  }
  return verify('sha256', Buffer.concat([Buffer.from(`${header}.`), body]), createPublicKey(published), bytes);
}
