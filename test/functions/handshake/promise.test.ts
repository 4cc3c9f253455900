import { describe, expect, it } from 'vitest';
import {
  fingerprint,
  openPromise,
  promiseLivesMs,
  sealPromise,
} from '../../../functions/handshake/shopware/promise.ts';

const nowMs = 1_769_860_805_000;
const promise = {
  secret: 'f'.repeat(64),
  shopId: 'hRCw2xo1EDZnLco4',
  shopUrl: 'https://garten.example',
  replaces: fingerprint('the current one'),
  madeAtMs: nowMs,
};
const seal = { appSecret: 'a'.repeat(64), stage: 'prod', shop: 'garten' };
const sealed = sealPromise(promise, seal);

describe('a sealed promise', () => {
  it('is opened by whoever knows the app’s secret, for ten minutes', () => {
    expect(openPromise(sealed, seal, nowMs + promiseLivesMs)).toEqual(promise);
    expect(openPromise(sealed, seal, nowMs + promiseLivesMs + 1)).toBeUndefined();
  });

  it.each([
    ['with another secret', { appSecret: 'b'.repeat(64) }],
    ['for another shop', { shop: 'garten2' }],
    ['on another stage', { stage: 'dev' }],
    ['if a name moves to the other side of the slash', { stage: 'prod/garten', shop: '' }],
  ])('is void %s', (_what, differs) => {
    expect(openPromise(sealed, { ...seal, ...differs }, nowMs)).toBeUndefined();
  });

  it('shows nothing, and is another text each time', () => {
    const text = Buffer.from(sealed, 'base64url').toString('latin1');
    for (const hidden of [promise.secret, promise.shopId, promise.shopUrl]) expect(text).not.toContain(hidden);
    expect(sealPromise(promise, seal)).not.toBe(sealed);
  });

  it.each(['', 'x', 'A'.repeat(37), '%00', '💥'])('is not "%s"', (text) => {
    expect(openPromise(text, seal, nowMs)).toBeUndefined();
  });
});
