import { expect, it } from 'vitest';
import { ingestSettings } from '../../../lib/shops/ingest-settings.ts';
import { shopJsonSchema } from '../../../ops/schemas/shop.ts';
import { settingsWith } from '../order/support.ts';

/** What ingest reads. It ignores a key that it doesn't know. */
const ingestReads = [
  'platform',
  'platformShopId',
  'paidStatuses',
  'ignoredStatuses',
  'stripeSales',
  'webhookUrl',
  'thanx',
  'thanku',
];
const ingestIgnores = ['version', 'shop', 'name', 'ordersPaidFrom', 'statusKeys', 'thanksPage', 'reconcile', 'notify'];

it('whoever adds a key decides whether ingest has to know it a release before files may have it (ADR 32)', () => {
  const { properties } = JSON.parse(JSON.stringify(shopJsonSchema())) as { properties: object };
  expect(Object.keys(properties).toSorted()).toEqual([...ingestReads, ...ingestIgnores].toSorted());
});

it('what a shop’s webhooks are read by is what its settings say', () => {
  const woo = { platform: 'woocommerce', paidStatuses: ['packing'], ignoredStatuses: ['pre-order'] };
  const thanx = { credential: 'main', merchantId: 'm', currency: 'EUR' };
  expect(ingestSettings('oak', settingsWith({ pidPrefix: 'o-' }, { shop: 'oak', ...woo, thanx }))).toEqual({
    shop: 'oak',
    platform: 'woocommerce',
    reading: { paidStatuses: ['packing'], ignoredStatuses: ['pre-order'] },
    addsGiftCards: false,
    pidPrefix: 'o-',
  });
  const signed = { platform: 'square', platformShopId: 'MLQ5ZC7VYC3V4', webhookUrl: 'https://Hooks.example/x/?a=1' };
  expect(ingestSettings('oak', settingsWith({}, { shop: 'oak', ...signed })).webhookUrl).toBe(signed.webhookUrl);
  // Without the URL, a signature proves nothing: the answer is 503, and not 401.
  expect(ingestSettings('oak', { ...signed, webhookUrl: ['newer'] }).platform).toBeUndefined();
  const cards = { ...thanx, giftCards: { providerId: 'p' } };
  expect(ingestSettings('oak', settingsWith({}, { shop: 'oak', thanx: cards })).addsGiftCards).toBe(true);
});

it.each([
  [true, { giftCards: 'all' }],
  [true, []],
  [true, 'newer'],
  [false, {}],
  [false, undefined],
])('gift cards are sealed in vain rather than lost: %s for %j', (adds, thanx) => {
  expect(ingestSettings('oak', { ...settingsWith(), thanx }).addsGiftCards).toBe(adds);
});
