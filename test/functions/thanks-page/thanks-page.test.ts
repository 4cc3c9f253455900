import { describe, expect, it } from 'vitest';
import { CustomerOrder } from '../../../functions/thanks-page/order.ts';
import { minuteMs } from '../../../lib/durations.ts';
import { OrderStatus } from '../../../lib/order/order-status.ts';
import type { ThanksRow } from '../../../lib/store/thanks-reader.ts';
import { linkKey, linkMac } from '../../../lib/thanks-link.ts';
import { ask, json, nowMs, secret, shop, type Asked } from './support.ts';

describe('what a customer sees', () => {
  it('waits for an order that is not here yet, without any promise', async () => {
    const { statusCode, body, headers } = await ask({});
    expect(statusCode).toBe(200);
    expect(body).toContain('We are preparing your thank-you');
    expect(body).toContain('data-refresh-seconds="3"');
    expect(body).not.toMatch(/tree|plant|will/i);
    expect(body).toContain('<noscript><a href="">Look again</a></noscript>');
    expect(headers['cache-control']).toBe('private, no-store');
  });

  it('shows what a thanked order gives, and its three links', async () => {
    const { body, headers } = await ask({ row: {} });
    expect(body).toContain('Your order plants 2 trees.');
    for (const href of [
      'https://www.thanku.social/en/app/collect/abc',
      'https://www.thanku.social/thanks/abc',
      'https://www.thanku.earth/certificate/328',
    ])
      expect(body).toContain(`href="${href}"`);
    expect(body).not.toContain('data-refresh');
    expect(body).not.toContain('<script');
    expect(headers['cache-control']).toBe('private, max-age=300');
  });

  it.each<[string, Partial<ThanksRow>, string, boolean]>([
    ['waiting', { state: 'waiting' }, 'waiting', true],
    ['waiting for hours', { state: 'waiting', notBefore: nowMs + 60 * minuteMs }, 'waiting', false],
    ['held for some minutes', { state: 'held', notBefore: nowMs + minuteMs }, 'waiting', true],
    ['held for days', { state: 'held', notBefore: nowMs + 72 * 60 * minuteMs }, 'waiting', false],
    ['failed', { state: 'failed' }, 'waiting', false],
    ['refunded in part before it was paid', { state: 'early' }, 'waiting', true],
    [
      'cancelled before it was paid',
      { state: 'early', reversed: { kind: 'cancelled', at: '2026-03-01T11:00:00.000Z' } },
      'none',
      false,
    ],
    ['skipped', { state: 'skipped' }, 'none', false],
    ['simulated', { state: 'simulated' }, 'simulated', false],
    ['posted without an id', { id: undefined }, 'none', false],
    ['of a customer who was erased', { nameErased: true }, 'none', false],
  ])('an order that is %s', async (_what, row, state, refreshes) => {
    const { content, body } = await json({ row });
    expect(content.state).toBe(state);
    expect(content.refreshSeconds !== undefined).toBe(refreshes);
    expect(body.includes('abc')).toBe(false);
  });

  it.each<[Partial<ThanksRow>, string]>([
    [{ cause: 'CleanOcean', use100Grams: true, impact: 3 }, 'Your order keeps 300 g of plastic out of the ocean.'],
    [
      { cause: 'CleanOcean', use100Grams: false, language: 'de', impact: 1 },
      'Ihre Bestellung hält 1 kg Plastik vom Meer fern.',
    ],
    [{ cause: 'ProtectWildlife', impact: 1200 }, 'Your order protects 1,200 m² of habitat.'],
    [{ language: 'de', impact: 1 }, 'Ihre Bestellung pflanzt 1 Baum.'],
    [{ impact: undefined }, 'Your order does some good.'],
    // A row of an older version doesn't say whether it counts kg or 100 g.
    [{ cause: 'CleanOcean', impact: 5 }, 'Your order does some good.'],
  ])('says it in words: %#', async (row, text) => {
    expect((await json({ row })).content.text).toBe(text);
  });

  it("speaks the order's language, and before that the browser's", async () => {
    const german = { 'accept-language': 'fr-CH, de;q=0.9, en;q=0.5' };
    expect((await ask({ headers: german })).body).toContain('<html lang="de">');
    expect((await ask({ headers: german, row: { language: 'en' } })).body).toContain('<html lang="en">');
    expect((await ask({ headers: german, row: { language: undefined } })).body).toContain('<html lang="de">');
    expect((await ask({ headers: { 'accept-language': 'fr' } })).body).toContain('<html lang="en">');
    expect((await ask({ headers: { 'accept-language': ';;=🌳' } })).body).toContain('<html lang="en">');
  });

  it("escapes the shop's name, and links only to the web", async () => {
    const { body } = await ask({ row: { link: 'javascript:alert(1)', certificateLink: 'http://evil.example/"' } });
    expect(body).toContain('Oak &lt;&amp; Ash&gt;');
    expect(body).not.toContain('javascript:');
    expect(body).not.toContain('evil.example');
    expect(body).toContain('href="https://www.thanku.social/en/app/collect/abc"');
  });
});

describe('the order in the data', () => {
  const about = { shop, orderId: '4711', updatedAt: '2026-03-01T11:00:00.000Z' };
  const tree = { cause: 'PlantTrees', impact: 2, impactInWords: '2 trees' };
  const dataOf = async (asked: Asked) => CustomerOrder.optional().parse((await json(asked)).content.order);

  it('is told in the same shape as everywhere', async () => {
    const order = await dataOf({ row: {} });
    expect(order).toEqual({
      ...about,
      ...tree,
      state: 'posted',
      language: 'en',
      links: {
        customer: 'https://thx.to/you/abc',
        thanku: 'https://www.thanku.social/thanks/abc',
        certificate: 'https://www.thanku.earth/certificate/328',
      },
    });
    expect(OrderStatus.partial().parse(order)).toEqual(order);
  });

  it.each<[string, Partial<ThanksRow>, object]>([
    ['promises nothing while it waits', { state: 'waiting' }, { state: 'waiting' }],
    ["doesn't say that it is held", { state: 'held' }, { state: 'waiting' }],
    ["doesn't say that it failed", { state: 'failed' }, { state: 'waiting' }],
    ["doesn't say why it was skipped", { state: 'skipped' }, { state: 'skipped' }],
    ['has no links of a test', { state: 'simulated' }, { state: 'simulated', ...tree }],
    ['has no links once they may name an erased customer', { nameErased: true }, { state: 'posted', ...tree }],
    ['has no links without an ID', { id: undefined }, { state: 'posted', ...tree }],
    [
      'says nothing of a refund',
      { state: 'waiting', reversed: { kind: 'refunded', at: '2026-03-01T11:00:00.000Z' } },
      { state: 'waiting' },
    ],
  ])('%s', async (_what, row, said) => {
    expect(await dataOf({ row })).toEqual({ ...about, ...said, language: 'en', links: {} });
  });

  it('links only to the web', async () => {
    const order = await dataOf({ row: { link: 'javascript:alert(1)', certificateLink: 'http://evil.example/' } });
    expect(order?.links).toEqual({ customer: 'https://thx.to/you/abc' });
  });

  it("speaks the page's language", async () => {
    const headers = { 'accept-language': 'de' };
    expect(await dataOf({ row: { language: undefined }, headers })).toMatchObject({
      language: 'de',
      impactInWords: '2 Bäume',
    });
  });

  it.each<[string, Asked]>([
    ['a wrong link', { row: {}, mac: 'wrong' }],
    ['an order that is not here yet', {}],
    ['an order that is not paid yet', { row: { state: 'early' } }],
  ])('is absent for %s', async (_what, asked) => {
    expect(await dataOf(asked)).toBeUndefined();
  });
});

describe('which links are right', () => {
  it.each<[string, Asked]>([
    ['without a MAC', { mac: '' }],
    ["with another shop's MAC", { mac: linkMac(linkKey(secret, 'ash-shop', 1), 'ash-shop', '4711') }],
    ["with another order's MAC", { mac: linkMac(linkKey(secret, shop, 1), shop, '4712') }],
    ['with a MAC of a version that is no longer valid', { settings: { thanksPage: { keyVersions: [2] } } }],
    ['without an order', { orderId: '' }],
  ])('404 %s, without reading an order', async (_what, asked) => {
    const { statusCode, body, reads, headers } = await ask({ row: {}, ...asked });
    expect(statusCode).toBe(404);
    expect(reads).toEqual([]);
    expect(body).toContain('This link doesn’t work');
    expect(headers['cache-control']).toBe('private, no-store');
    // Nothing in it says whether there is such a shop.
    expect(body).not.toContain('Oak');
    const asked404 = { ...asked, headers: { accept: 'application/json', origin: 'https://any.example' } };
    expect((await ask({ row: {}, ...asked404 })).headers['access-control-allow-origin']).toBe('https://any.example');
  });

  it('404 for an unknown shop, like a wrong MAC', async () => {
    const unknown = await ask({ row: {}, ports: { settings: async () => undefined } });
    expect(unknown).toEqual(await ask({ row: {}, mac: 'wrong' }));
    expect(unknown.statusCode).toBe(404);
  });

  it('two versions are valid while a key is replaced', async () => {
    const settings = { thanksPage: { keyVersions: [2, 1] } };
    const second = linkMac(linkKey(secret, shop, 2), shop, '4711');
    expect((await ask({ row: {}, settings })).statusCode).toBe(200);
    expect((await ask({ row: {}, settings, mac: second })).statusCode).toBe(200);
  });

  it.each(['A/7', '🌳', 'x'.repeat(10_000), 'a b&c=d'])('any text is an order: %#', async (orderId) => {
    expect((await ask({ orderId })).statusCode).toBe(200);
  });
});
