import { createHmac, createPublicKey, sign, verify } from 'node:crypto';
import { nowMs } from './shops.ts';
import { rsaSigningKey } from './rsa-keys.ts';

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The payload of a token. `content` is an event, whose texts of JSON are objects. */
const payloadOf = (content: Buffer, exp: number): string => encoded({ data: content.toString(), exp });

interface Signing {
  secret: string;
  body: Buffer;
  algorithm: 'sha256' | 'sha1' | 'sha512';
  encoding: 'base64' | 'hex';
  spoil: (signature: string) => string;
}

/** A token that says `content`. The signature is of a token that says `body`. */
export function wixToken(content: Buffer, { secret, body, algorithm, encoding, spoil }: Signing): Buffer {
  const exp = nowMs / 1000 + 300;
  const alg = secret === '' ? 'HS256' : { sha256: 'RS256', sha1: 'RS1', sha512: 'RS512' }[algorithm];
  const header = encoded({ alg, typ: 'JWT' });
  const signed = Buffer.from(`${header}.${payloadOf(body, exp)}`);
  const signature =
    secret === ''
      ? createHmac('sha256', secret).update(signed).digest()
      : sign(algorithm, signed, rsaSigningKey(secret));
  const text = signature.toString(encoding === 'hex' ? 'hex' : 'base64url');
  return Buffer.from(`${header}.${payloadOf(content, exp)}.${spoil(text)}`);
}

/** Whether a body is a token that one of the public keys verifies, as RFC 7515 and 7519 say it. */
export function isWixToken(body: Buffer, publicKeys: readonly string[]): boolean {
  const [header = '', payload = '', signature = '', ...rest] = body.toString('latin1').split('.');
  const bytes = Buffer.from(signature, 'base64url');
  // Nobody else may write the same signature in another way.
  if (rest.length > 0 || bytes.toString('base64url') !== signature) return false;
  try {
    const { alg, crit } = JSON.parse(Buffer.from(header, 'base64url').toString());
    const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString());
    if (alg !== 'RS256' || crit !== undefined || typeof exp !== 'number' || exp <= nowMs / 1000) return false;
  } catch {
    return false;
  }
  return publicKeys.some((key) => verify('sha256', Buffer.from(`${header}.${payload}`), createPublicKey(key), bytes));
}
