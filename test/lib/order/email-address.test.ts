import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emailAddress } from '../../../lib/order/email-address.ts';

describe('an address', () => {
  it.each([
    'kim@example.org',
    'KIM+tree@sub.example.org',
    "o'neil_{|}~!#$%&*/=?^`-@example.org",
    'a..b.@docomo.example',
    'k@e.x',
    '"Kim O"@example.org',
    '"kim@home"@example.org',
    'kim@[192.0.2.1]',
    'kim@[IPv6:2001:db8::1]',
    'kim@xn--mller-kva.example',
    'jürgen@müller.example',
    '用户@例子。中国',
    'kim@example.org.',
    'kim@under_score.example',
    `${'k'.repeat(80)}@example.museum`,
  ])('that somebody may have passes: %s', (address) => {
    expect(emailAddress(address)).toBe(address);
  });

  it('loses the blanks around it', () => {
    expect(emailAddress(' kim@example.org\u00a0\n')).toBe('kim@example.org');
  });

  it.each([
    '',
    ' ',
    'kim',
    'example.org',
    'kim@',
    '@example.org',
    'kim@example',
    'kim@localhost',
    'kim@.org',
    'kim@org.',
    'kim@example..org',
    'kim @example.org',
    'kim@ example.org',
    'kim@exam ple.org',
    'kim@@example.org',
    'kim@home@example.org',
    'Kim <kim@example.org>',
    'kim@example.org, lee@example.org',
    'kim\u0000@example.org',
  ])('that nobody can have does not: %j', (address) => {
    expect(emailAddress(address)).toBeUndefined();
  });

  it('is none without any text', () => {
    expect(emailAddress(undefined)).toBeUndefined();
  });

  it('passes whenever a strict library makes it, and is read in no time', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (address) => {
        expect(emailAddress(address)).toBe(address);
      }),
    );
    const startedMs = performance.now();
    emailAddress(`${'a.'.repeat(150)}@${'a.'.repeat(150)}!`);
    emailAddress(`"${'\\"'.repeat(150)}`);
    expect(performance.now() - startedMs).toBeLessThan(200);
  });
});
