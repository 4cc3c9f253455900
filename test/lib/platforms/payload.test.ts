import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { losslessJson } from '../../../lib/platforms/payload.ts';

const parse = (text: string) => losslessJson(Buffer.from(text));

describe('losslessJson', () => {
  it('keeps every digit of every integer', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), (integer) => {
        expect(parse(`{"id":${integer}}`)).toEqual({
          id: Number.isSafeInteger(Number(integer)) ? Number(integer) : String(integer),
        });
      }),
    );
  });

  it('is JSON.parse otherwise', () => {
    const fraction = fc.double({ min: -1, max: 1, noNaN: true });
    const values = [fc.string({ unit: 'binary' }), fc.boolean(), fc.constant(null), fc.maxSafeInteger(), fraction];
    fc.assert(
      fc.property(fc.object({ values }), (value) => {
        const text = JSON.stringify(value);
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('takes a byte order mark, and bytes that are no UTF-8', () => {
    expect(losslessJson(Buffer.from([0xef, 0xbb, 0xbf, 0x31]))).toBe(1);
    expect(losslessJson(Buffer.from([0x22, 0xff, 0x22]))).toBe('\ufffd');
  });

  it('gives up on nesting that is an attack', () => {
    expect(() => parse('['.repeat(1_000_000) + ']'.repeat(1_000_000))).toThrow('nested too deep');
  });
});
