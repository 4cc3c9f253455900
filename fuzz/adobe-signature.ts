import { createPublicKey, sign, verify } from 'node:crypto';
import { senders } from '../lib/senders/senders.ts';
import type { Judgement } from './digests.ts';
import { rsaSigningKey } from './rsa-keys.ts';

/** The client ID of Adobe Commerce's shops. */
export const adobeClientId = '7a1f0c63de5b42f7a90b8c4d2e6f5a31';

/** Where Adobe publishes a shop's key. */
const pathOf = (publicKey: string): string =>
  new URL(senders['adobe-commerce'].publicKey?.({ id: '', webhookSecret: publicKey })?.url ?? '').pathname;

interface Signing {
  secret: string;
  signed: Buffer;
  algorithm: 'sha256' | 'sha1' | 'sha512';
  encoding: 'base64' | 'hex';
  spoil: (signature: string) => string;
}

/** The headers of an event. Whoever signs it, they name the shop's key. @param isSecond whether only the second signature is right */
export function adobeHeaders(
  publicKey: string,
  { secret, signed, algorithm, encoding, spoil }: Signing,
  isSecond: boolean,
): [string, string][] {
  const signature = spoil(sign(algorithm, signed, rsaSigningKey(secret)).toString(encoding));
  const path = pathOf(publicKey);
  const [first, second] = isSecond ? ['AAAA', signature] : [signature, 'AAAA'];
  return [
    ['x-adobe-digital-signature-1', first],
    ['x-adobe-digital-signature-2', second],
    ['x-adobe-public-key1-path', isSecond ? '.evil.example/key.pem' : path],
    ['x-adobe-public-key2-path', path],
  ];
}

/** Judges an event as Adobe documents it. One that doesn't name the shop's client isn't the shop's. */
export function judgeAdobe(
  publicKey: string,
  headers: Readonly<Record<string, string | undefined>>,
  body: Buffer,
): Judgement[] {
  const isNamed = ['1', '2'].some((n) => headers[`x-adobe-public-key${n}-path`] === pathOf(publicKey));
  const isOwn = body.toString('latin1').includes(adobeClientId);
  return ['1', '2'].map((n) => {
    const given = headers[`x-adobe-digital-signature-${n}`] ?? '';
    const bytes = Buffer.from(given, 'base64');
    const isGenuine = isNamed && isOwn && verify('sha256', body, createPublicKey(publicKey), bytes);
    return { isGenuine, isExact: isGenuine && bytes.toString('base64') === given };
  });
}
