import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { isLinkMac, linkKey, linkMac, thanksLink } from '../../lib/thanks-link.ts';

const secret = 'S'.repeat(64);
const openssl = (key: string, text: string): string =>
  execFileSync('openssl', ['dgst', '-sha256', '-hmac', key, '-hex'], { input: text, encoding: 'utf8' })
    .trim()
    .split(/\s/)
    .at(-1)!;

describe('the link of an order', () => {
  const key = linkKey(secret, 'oak-shop', 1);

  it.each(['4711', 'A/7 🌳', 'ü&=+#'])('has the MAC that openssl computes: %s', (orderId) => {
    expect(key).toBe(openssl(secret, 'link.v1.oak-shop.1'));
    expect(linkMac(key, 'oak-shop', orderId)).toBe(openssl(key, `t1.oak-shop.${orderId}`).slice(0, 32));
    const url = new URL(thanksLink('https://api.example.com', key, 'oak-shop', orderId));
    expect(url.pathname).toBe('/t/oak-shop');
    expect(Object.fromEntries(url.searchParams)).toEqual({ o: orderId, k: linkMac(key, 'oak-shop', orderId) });
  });

  it('is right only for its shop, its order and its version', () => {
    const mac = linkMac(key, 'oak-shop', '4711');
    const older = linkKey(secret, 'oak-shop', 2);
    expect(isLinkMac(mac, [key], 'oak-shop', '4711')).toBe(true);
    expect(isLinkMac(mac, [older, key], 'oak-shop', '4711')).toBe(true);
    expect(isLinkMac(mac, [older], 'oak-shop', '4711')).toBe(false);
    expect(isLinkMac(mac, [], 'oak-shop', '4711')).toBe(false);
    expect(isLinkMac(mac, [key], 'oak-shop', '4712')).toBe(false);
    expect(isLinkMac(mac, [key], 'ash-shop', '4711')).toBe(false);
    // A shop that could end in another's order would share its links.
    expect(linkMac(key, 'oak', 'shop.4711')).not.toBe(linkMac(key, 'oak-shop', '4711'));
  });

  it.each(['', 'k', 'a'.repeat(10_000), '🌳'.repeat(16), undefined])('no text breaks the comparison: %#', (text) => {
    const mac = text ?? linkMac(key, 'oak-shop', '4711').toUpperCase();
    expect(isLinkMac(mac, [key], 'oak-shop', '4711')).toBe(false);
  });
});
