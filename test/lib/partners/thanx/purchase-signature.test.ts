import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSignedPurchase } from '../../../../lib/partners/thanx/purchase-webhook.ts';

/** The example on Thanx's page, with its signature. @see https://docs.thanx.com/webhooks/overview */
const example = {
  secret: 'f19ce124-48e4-45fb-b39b-4f9e3e1d4b1b',
  signature: '425bf0e847d0647d6e3449c7c1cddadc2095a98c954a7549da0d01c417b833fd',
  body: Buffer.from(
    '{"purchase":{"id":"bd4163e4ea5e168431fdc4b8d1ea061f","amount":"7.76","purchased_at":"2024-03-26T21:38:36.000Z",' +
      '"event":"create","user":{"id":"675c038cfc5f43591718936c18080855","email":"example@thanx.com","first_name":"Thanx",' +
      '"last_name":"Example"},"merchant":{"id":"a91f75a0dc2cc54a62ad8a1a05b9fa6b","name":"Thanx Restaurant"},"location":{},' +
      '"order":{},"products":["Latte"]}}',
  ),
};
const isSigned = (body: Buffer, signature: string, ...secrets: string[]) => isSignedPurchase(body, signature, secrets);

const sha256 = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest();

/** HMAC as RFC 2104 writes it, for keys of at most a block. */
function hmacByTheBook(key: string, body: Buffer): string {
  const padded = Buffer.alloc(64);
  padded.write(key);
  const [inner, outer] = [0x36, 0x5c].map((pad) => padded.map((byte) => byte ^ pad)) as [Buffer, Buffer];
  return sha256(outer, sha256(inner, body)).toString('hex');
}

async function openssl(secret: string, body: Buffer): Promise<string> {
  const running = promisify(execFile)('openssl', ['dgst', '-sha256', '-hmac', secret, '-r']);
  running.child.stdin?.end(body);
  return (await running).stdout.slice(0, 64);
}

describe('a signature', () => {
  it('of the example on Thanx’s page is right', () => {
    expect(isSigned(example.body, example.signature, example.secret)).toBe(true);
    expect(isSigned(example.body, example.signature, 'another', example.secret)).toBe(true);
    expect(isSigned(example.body, example.signature, 'another')).toBe(false);
    expect(isSigned(example.body, example.signature)).toBe(false);
  });

  it('of openssl is right', async () => {
    for (const body of ['{}', '', 'Käse\u0000 "\\u00e4"', example.body.toString()].map((text) => Buffer.from(text))) {
      const signature = await openssl('s3cret & more', body);
      expect(isSigned(body, signature, 's3cret & more')).toBe(true);
      expect(isSigned(body, signature, 's3cret & mor')).toBe(false);
    }
  });

  it('of another implementation is right, for any body and secret', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string({ minLength: 1, maxLength: 16 }), (bytes, secret) => {
        const body = Buffer.from(bytes);
        expect(isSigned(body, hmacByTheBook(secret, body), secret)).toBe(true);
      }),
    );
  });

  it('is refused if any byte of the body or of the signature is another', () => {
    const { body, signature, secret } = example;
    fc.assert(
      fc.property(fc.nat(body.length - 1), fc.integer({ min: 1, max: 255 }), (at, difference) => {
        const changed = Buffer.from(body);
        changed[at] = changed[at]! ^ difference;
        expect(isSigned(changed, signature, secret)).toBe(false);
      }),
    );
    fc.assert(
      fc.property(fc.nat(63), fc.integer({ min: 1, max: 127 }), (at, difference) => {
        const changed = Buffer.from(signature);
        changed[at] = changed[at]! ^ difference;
        expect(isSigned(body, changed.toString('latin1'), secret)).toBe(false);
      }),
    );
  });

  it.each([
    ['in capitals', example.signature.toUpperCase()],
    ['that is there twice', `${example.signature},${example.signature}`],
    ['with a space', `${example.signature} `],
    ['with a prefix', `sha256=${example.signature}`],
    ['in base64', Buffer.from(example.signature, 'hex').toString('base64')],
    ['that is cut off', example.signature.slice(0, 62)],
    ['that is empty', ''],
  ])('%s is refused', (_, signature) => {
    expect(isSigned(example.body, signature, example.secret)).toBe(false);
  });

  it('with an empty secret is refused: anybody could make it', () => {
    expect(isSigned(example.body, hmacByTheBook('', example.body), '')).toBe(false);
  });
});
