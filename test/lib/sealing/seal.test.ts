import {
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  type JsonWebKey,
} from 'node:crypto';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { CardKeysSecret, PublicCardKey } from '../../../lib/sealing/card-keys.ts';
import { withNewKey } from '../../../lib/sealing/new-key.ts';
import { sealBytes, sealCard } from '../../../lib/sealing/seal.ts';
import { openBytes, openCard } from '../../../lib/sealing/open.ts';

const card = { number: '6006491234567890', pin: '8173' };
let first: Awaited<ReturnType<typeof withNewKey>>;
beforeAll(async () => {
  first = await withNewKey(undefined, 'k1');
});

const uint32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

/** RFC 7516 and 7518 by hand, with node:crypto only: ECDH-ES, Concat KDF, AES key unwrap, AES-GCM. */
function openByHand(jwe: string, privateJwk: JsonWebKey): string {
  const parts = jwe.split('.');
  const [header, wrapped, iv, ciphertext, tag] = parts.map((part) => Buffer.from(part, 'base64url')) as [
    Buffer,
    Buffer,
    Buffer,
    Buffer,
    Buffer,
  ];
  const { epk, alg, enc } = JSON.parse(header.toString()) as { epk: JsonWebKey; alg: string; enc: string };
  expect([alg, enc]).toEqual(['ECDH-ES+A256KW', 'A256GCM']);
  const shared = diffieHellman({
    privateKey: createPrivateKey({ key: privateJwk, format: 'jwk' }),
    publicKey: createPublicKey({ key: epk, format: 'jwk' }),
  });
  const algorithmId = Buffer.concat([uint32(alg.length), Buffer.from(alg)]);
  const otherInfo = Buffer.concat([algorithmId, uint32(0), uint32(0), uint32(256)]);
  const wrappingKey = createHash('sha256').update(uint32(1)).update(shared).update(otherInfo).digest();
  const unwrap = createDecipheriv('id-aes256-wrap', wrappingKey, Buffer.alloc(8, 0xa6));
  const contentKey = Buffer.concat([unwrap.update(wrapped), unwrap.final()]);
  const decipher = createDecipheriv('aes-256-gcm', contentKey, iv);
  decipher.setAAD(Buffer.from(parts[0] ?? '', 'ascii'));
  decipher.setAuthTag(tag);
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString();
}

describe('a sealed gift card', () => {
  it('is a JWE that an independent implementation opens', async () => {
    const { jwe, last4 } = await sealCard(card, first.publicKey);
    expect(last4).toBe('7890');
    expect(jwe.length).toBeLessThan(800);
    const [key] = first.secret.keys;
    expect(JSON.parse(openByHand(jwe, { ...key }))).toEqual(card);
  });

  it('is opened by its key alone, and not at all once it was touched', async () => {
    const { jwe } = await sealCard(card, first.publicKey);
    expect(await openCard(jwe, first.secret)).toEqual({ kind: 'opened', card });
    expect(await openCard(jwe, (await withNewKey(undefined, 'k2')).secret)).toEqual({ kind: 'no-key' });
    expect(await openCard(jwe, (await withNewKey(undefined, 'k1')).secret)).toEqual({ kind: 'broken' });
    const [header, key, iv, text, tag] = jwe.split('.') as [string, string, string, string, string];
    const other = `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`;
    expect(await openCard([header, key, iv, other, tag].join('.'), first.secret)).toEqual({ kind: 'broken' });
    expect(await openCard('no.such.thing', first.secret)).toEqual({ kind: 'broken' });
  });

  it('is not opened as what it is not', async () => {
    const jwe = await sealBytes(Buffer.from('{"number":1}'), first.publicKey);
    expect(await openCard(jwe, first.secret)).toEqual({ kind: 'broken' });
  });

  it('is never twice the same', async () => {
    const [one, two] = [await sealCard(card, first.publicKey), await sealCard(card, first.publicKey)];
    expect(one.jwe).not.toBe(two.jwe);
  });

  it('holds any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (bytes) => {
        const opened = await openBytes(await sealBytes(bytes, first.publicKey), first.secret);
        expect(opened.kind === 'opened' && Buffer.from(opened.bytes)).toEqual(Buffer.from(bytes));
      }),
      { numRuns: 20 },
    );
  });
});

describe('a new key', () => {
  it('seals from now on, and the ones before still open', async () => {
    const { jwe } = await sealCard(card, first.publicKey);
    const second = await withNewKey(first.secret, 'k2');
    expect(second.secret.keys.map(({ kid }) => kid)).toEqual(['k2', 'k1']);
    expect(await openCard(jwe, second.secret)).toEqual({ kind: 'opened', card });
    const later = await sealCard(card, second.publicKey);
    expect(await openCard(later.jwe, second.secret)).toEqual({ kind: 'opened', card });
    expect(await openCard(later.jwe, first.secret)).toEqual({ kind: 'no-key' });
  });

  it('has no private part in what is public, and the secret does not grow for ever', async () => {
    expect(Object.keys(first.publicKey).toSorted()).toEqual(['crv', 'kid', 'kty', 'x', 'y']);
    expect(PublicCardKey.parse(first.secret.keys[0])).toEqual(first.publicKey);
    const [key] = first.secret.keys;
    const full = CardKeysSecret.parse({ keys: Array.from({ length: 20 }, () => key) });
    expect((await withNewKey(full, 'k9')).secret.keys).toHaveLength(20);
  });
});
