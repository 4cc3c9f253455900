import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSignedPurchase, readPurchase } from '../../../../lib/partners/thanx/purchase-webhook.ts';

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

const purchase = {
  id: 'p1',
  event: 'create',
  user: { id: 'u1', email: 'ada@example.com', first_name: 'Ada', last_name: 'Lovelace' },
  merchant: { id: 'm1', name: 'Oak' },
  location: { id: 'l1', street: '1 Oak Lane' },
  purchased_at: '2026-03-01T12:00:00.000Z',
  amount: '9.90',
  order: {},
  products: ['Tea'],
};
const read = (reported: unknown) => readPurchase(Buffer.from(JSON.stringify(reported)));
const known = {
  type: 'purchase',
  purchaseId: 'p1',
  merchantId: 'm1',
  userId: 'u1',
  amount: '9.9',
  purchasedAt: '2026-03-01T12:00:00.000Z',
};

describe('a purchase', () => {
  it('is read wrapped and unwrapped, without anything personal', () => {
    expect(read({ purchase })).toEqual({ purchase: known });
    expect(read(purchase)).toEqual({ purchase: known });
  });

  it.each([
    ['9.90', '9.9'],
    [9.99, '9.99'],
    [0.1, '0.1'],
    [12, '12'],
    [' 7.76 ', '7.76'],
    ['007.50', '7.5'],
  ])('of %s is read as %s', (amount, as) => {
    expect(read({ purchase: { ...purchase, amount } })).toEqual({ purchase: { ...known, amount: as } });
  });

  it('has all digits of its amount and of its ids, which a number would round', () => {
    const text = JSON.stringify({ ...purchase, amount: 0, id: 0 })
      .replace('"amount":0', '"amount":123456789012.3456')
      .replace('"id":0', '"id":12345678901234567891');
    expect(readPurchase(Buffer.from(text))).toEqual({
      purchase: { ...known, amount: '123456789012.3456', purchaseId: '12345678901234567891' },
    });
  });

  it.each(['2026-03-01T12:00:00Z', '2026-03-01T13:00:00+01:00', '2026-03-01T07:00:00.000-0500'])(
    'at %s was at the same time',
    (purchased_at) => {
      expect(read({ purchase: { ...purchase, purchased_at } })).toEqual({ purchase: known });
    },
  );

  it.each([undefined, 'create', 'update'])('whose event is %s is read', (event) => {
    expect(read({ purchase: { ...purchase, event } })).toEqual({ purchase: known });
  });

  it.each([
    ['no user', { user: undefined }],
    ['a user without an id', { user: { email: 'ada@example.com' } }],
    ['no merchant', { merchant: null }],
    ['no amount', { amount: undefined }],
    ['a refund as its amount', { amount: '-9.90' }],
    ['an amount that is no number', { amount: 'about ten' }],
    ['more decimals than money has', { amount: '9.99999' }],
    ['no time', { purchased_at: undefined }],
    ['a time without an offset', { purchased_at: '2026-03-01T12:00:00' }],
    ['a time that is none', { purchased_at: 'yesterday Z' }],
    ['no id', { id: undefined }],
    ['an empty id', { id: '' }],
  ])('with %s is of no use', (_, differs) => {
    expect(read({ purchase: { ...purchase, ...differs } })).toEqual({ unused: 'incomplete' });
  });

  it('of a basket’s order is of no use, and one of a till’s order is read', () => {
    const of = (id: unknown) => read({ purchase: { ...purchase, order: { id, provider: 'OLO' } } });
    expect(of('oak-shop.oak-shop-1001')).toEqual({ unused: 'basket' });
    for (const id of ['RTF234S', 4711, 'oak-shop', '1.2.3', 'Oak.1', '', null])
      expect(of(id)).toEqual({ purchase: known });
  });

  it.each(['deleted', '', 'CREATE'])('whose event is "%s" is of no use', (event) => {
    expect(read({ purchase: { ...purchase, event } })).toEqual({ unused: 'unknown-event' });
  });

  it.each([
    {},
    [],
    null,
    'purchase',
    7,
    { user: { id: 'u1' } },
    { reward: { id: 'r1' } },
    { purchase: 'p1' },
    { purchase: null },
  ])('%j is none', (body) => {
    expect(read(body)).toEqual({ unused: 'not-a-purchase' });
  });

  it('is none if the body is not JSON, or nested very deep', () => {
    for (const text of ['', '{"purchase":', '\u0000', 'purchase=1', '['.repeat(60_000)])
      expect(readPurchase(Buffer.from(text))).toEqual({ unused: 'not-a-purchase' });
    expect(() => readPurchase(Buffer.from('['.repeat(30_000) + ']'.repeat(30_000)))).not.toThrow();
  });

  it('is read, or of no use, whatever the body has: nothing throws', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const result = readPurchase(Buffer.from(text));
        expect('unused' in result || 'purchase' in result).toBe(true);
      }),
    );
    fc.assert(
      fc.property(
        fc.record(
          { id: fc.anything(), user: fc.anything(), merchant: fc.anything(), amount: fc.anything() },
          { requiredKeys: [] },
        ),
        (differs) => {
          const text = JSON.stringify({ purchase: { ...purchase, ...differs } }, (_, value: unknown) =>
            typeof value === 'bigint' ? Number(value) : value,
          );
          expect(() => readPurchase(Buffer.from(text))).not.toThrow();
        },
      ),
    );
  });
});
