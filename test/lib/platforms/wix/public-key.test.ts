import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { whyUnusableForWix } from '../../../../lib/platforms/wix/public-key.ts';
import { verifyWix } from '../../../../lib/platforms/wix/verify.ts';
import { webhook } from '../../../support/webhook.ts';
import { appKeys, eventIn, nowMs, otherKeys, payloadOf, tokenOf } from './wix-event.ts';

const token = await tokenOf(payloadOf(eventIn('order-payment-status-updated')));
const accepts = (body: string, secrets: readonly string[]) => verifyWix(webhook({}, body), secrets, nowMs);

describe('the secret', () => {
  const forms: Record<string, string> = {
    PEM: appKeys.publicKey,
    'PEM with spaces around it': `\n  ${appKeys.publicKey}\n`,
    'PEM with CRLF': appKeys.publicKey.replaceAll('\n', '\r\n'),
    'PEM with \\n written out': appKeys.publicKey.replaceAll('\n', String.raw`\n`),
    'PEM with \\r\\n written out': appKeys.publicKey.replaceAll('\n', String.raw`\r\n`),
    'PEM on one line': appKeys.publicKey.replaceAll('\n', ' '),
    'base64 of the PEM': Buffer.from(appKeys.publicKey).toString('base64'),
    'base64 of the PEM, in lines': (
      Buffer.from(appKeys.publicKey)
        .toString('base64')
        .match(/.{1,64}/g) ?? []
    ).join('\n'),
    'base64 of the PEM with \\n written out': Buffer.from(appKeys.publicKey.replaceAll('\n', String.raw`\n`)).toString(
      'base64',
    ),
  };

  it.each(Object.entries(forms))('may be %s', async (_, secret) => {
    expect(whyUnusableForWix(secret)).toBeUndefined();
    expect(await accepts(token, [secret])).toBe(true);
    expect(await accepts(token, [otherKeys.publicKey, secret])).toBe(true);
  });

  const ec = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const pss = generateKeyPairSync('rsa-pss', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const short = generateKeyPairSync('rsa', {
    modulusLength: 1024,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const unusable: Record<string, string> = {
    nothing: '',
    'a password': 'correct horse battery staple',
    'half a PEM': appKeys.publicKey.slice(0, 200),
    'a PEM of nonsense': '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n',
    'an EC key': ec.publicKey,
    'a key for PSS alone': pss.publicKey,
    'a key of 1,024 bits': short.publicKey,
    'a private key': appKeys.privateKey,
    'two keys': appKeys.publicKey + otherKeys.publicKey,
  };

  it.each(Object.entries(unusable))('can’t be %s, and says so without quoting it', async (_, secret) => {
    const why = whyUnusableForWix(secret) ?? '';
    expect(why).toMatch(/public key/);
    expect(secret === '' || !why.includes(secret)).toBe(true);
    expect(await accepts(token, [secret])).toBe(false);
    expect(await accepts(token, [secret, appKeys.publicKey])).toBe(true);
  });

  it('says that a private key doesn’t belong here', () => {
    expect(whyUnusableForWix(appKeys.privateKey)).toMatch(/private key/);
  });
});
