import { describe, expect, it } from 'vitest';
import type { ShopSettings } from '../../../lib/shops/settings.ts';
import { changeWarnings } from '../../../ops/shops/change-warnings.ts';
import { settingsWith } from '../../lib/order/support.ts';

const nowMs = Date.parse('2026-11-20T22:43:00Z');
const thanx = {
  credential: 'main',
  merchantId: 'm-1',
  members: 'email' as const,
  currency: 'EUR',
  amountBasis: 'total' as const,
  paymentType: 'other' as const,
};
const base = settingsWith({ impact: { per: '10', currency: 'EUR', min: 1, max: 100 } }, { thanx });
const key = (digit: string) => `sha256:${digit.repeat(64)}`;

const warned = (before: ShopSettings | undefined, after: ShopSettings) =>
  changeWarnings(before, after, nowMs).map(({ path, message }) => `${path.join('.')}: ${message}`);
const thanku = (changes: Partial<ShopSettings['thanku']>): ShopSettings => ({
  ...base,
  thanku: { ...base.thanku, ...changes },
});

describe('settings whose consequences are large', () => {
  it('say nothing where nothing of that kind changes', () => {
    expect(
      warned(base, thanku({ messageMaxChars: 100, impact: { per: '5', currency: 'EUR', min: 1, max: 100 } })),
    ).toEqual([]);
    expect(warned(undefined, base)).toEqual([]);
  });

  it('say that the platform’s signatures have to fit another URL', () => {
    const typed = (webhookUrl?: string) => ({ ...base, platform: 'square' as const, webhookUrl });
    const url = 'https://pay.example/square';
    expect(warned(typed(), typed(url))).toEqual([
      `webhookUrl: changed from nothing to ${url}: webhooks that are signed for another URL are refused`,
    ]);
    expect(warned(typed(url), typed(url))).toEqual([]);
  });

  it('ask for receipts where the platform never says what a gift card paid', () => {
    const wix = { ...base, platform: 'wix' as const };
    expect(warned(undefined, wix)).toEqual([
      expect.stringMatching(/^thanx: nothing that Wix sends says .* no receipt/),
    ]);
    expect(warned(undefined, { ...wix, thanx: { ...thanx, takesGiftCards: false } })).toEqual([]);
    expect(warned(undefined, { ...wix, thanx: undefined })).toEqual([]);
  });

  it('ask for baskets where the platform never says what the goods cost', () => {
    const baskets = { ...thanx, mode: 'baskets' as const, locationUid: 'loc-1' };
    const intents = { ...base, platform: 'stripe' as const, stripeSales: 'payment-intents' as const, thanx: baskets };
    expect(warned(undefined, intents)).toEqual([expect.stringMatching(/^thanx\.mode: .*no order gets a basket/)]);
    expect(warned(undefined, { ...intents, stripeSales: undefined })).toEqual([]);
    expect(warned(undefined, { ...intents, thanx })).toEqual([]);
    expect(warned(undefined, { ...base, platform: 'wix', thanx: baskets })).toEqual([]);
  });

  it('count the items of Stripe shops, whose events have none', () => {
    const stripe = { ...thanku({ impact: { perItem: 1, min: 1, max: 9 } }), platform: 'stripe' as const };
    expect(warned(undefined, stripe)).toEqual([expect.stringMatching(/^thanku\.impact\.perItem: .*no items/)]);
    expect(warned(undefined, { ...stripe, stripeSales: 'invoices' })).toEqual([]);
  });

  it('change what a sale of a Stripe shop is, and not when they only say what is the default', () => {
    const stripe = { ...base, platform: 'stripe' as const };
    expect(warned(stripe, { ...stripe, stripeSales: 'checkout' })).toEqual([]);
    expect(warned(stripe, { ...stripe, stripeSales: 'invoices' })).toEqual([
      expect.stringMatching(/^stripeSales: .*thanked twice/),
    ]);
  });

  it('begin in the future: of a new shop and of one that is there', () => {
    const later = { ...base, ordersPaidFrom: '2027-01-01T00:00:00.000Z' };
    const message = 'ordersPaidFrom: this is in the future: orders paid before 2027-01-01 00:00Z are never thanked';
    expect(warned(undefined, later)).toEqual([message]);
    expect(warned(later, later)).toEqual([message]);
  });

  it('take older orders in', () => {
    const after = { ...base, ordersPaidFrom: '2020-01-01T00:00:00.000Z' };
    expect(warned(base, after)).toEqual([expect.stringMatching(/^ordersPaidFrom: this was .*older orders/)]);
    expect(warned(after, base)).toEqual([]);
  });

  it('lock out who reads the status with a key', () => {
    const before = { ...base, statusKeys: [key('a'), key('b')] };
    expect(warned(before, { ...base, statusKeys: [key('b'), key('c')] })).toEqual([
      'statusKeys: the status key sha256:aaaaaaaa… is removed: its users get 401 within a minute',
    ]);
  });

  it.each([
    [
      'ten times as much',
      { per: '1', currency: 'EUR', min: 1, max: 1000 },
      'a usual order (59.90 EUR) gives 59 instead of 5',
    ],
    ['a tenth', { fixed: 1 }, 'an order such as “many items”'],
    [
      'only for large orders',
      { per: '10', currency: 'EUR', min: 1, max: 1000 },
      'an order such as “a large amount” (123456.78 EUR) gives 1,000 instead of 100',
    ],
  ])('give %s', (_, impact, message) => {
    const before = 'fixed' in impact ? thanku({ impact: { perItem: 1, min: 1, max: 100 } }) : base;
    expect(warned(before, thanku({ impact }))).toEqual([expect.stringContaining(message)]);
  });

  it('give ten times as much for a product or in a campaign only', () => {
    const rules = [{ skus: ['DESK-1'], impact: { fixed: 50 } }];
    expect(warned(base, thanku({ rules }))).toEqual([
      'thanku.impact: an order such as “with DESK-1” (59.90 EUR) gives 50 instead of 5: check the amount',
    ]);
    const friday = { name: 'Black Friday', from: '2026-11-27T00:00:00.000Z', until: '2026-12-01T00:00:00.000Z' };
    expect(warned(base, thanku({ campaigns: [{ ...friday, impact: { fixed: 60 } }] }))).toEqual([
      'thanku.impact: an order such as “during Black Friday” (59.90 EUR) gives 60 instead of 5: check the amount',
    ]);
    expect(warned(base, thanku({ campaigns: [{ ...friday, factor: '2' }] }))).toEqual([]);
  });

  it('give the same in other units', () => {
    const kilos = thanku({ cause: 'CleanOcean', impact: { fixed: 1 } });
    const grams = (fixed: number) => thanku({ cause: 'CleanOcean', use100Grams: true, impact: { fixed } });
    expect(warned(kilos, grams(10))).toEqual([]);
    expect(warned(kilos, grams(1))).toEqual([
      'thanku.impact: a usual order (59.90 EUR) gives 0.1 instead of 1: check the amount',
    ]);
  });

  it.each<[string, ShopSettings, string]>([
    ['the platform', { ...base, platform: 'woocommerce' }, 'platform: changed from shopify to woocommerce'],
    ['the wallet', thanku({ slug: 'ash' }), 'another wallet pays'],
    ['the cause', thanku({ cause: 'CleanOcean' }), 'thanku.cause: changed from PlantTrees to CleanOcean'],
    ['simulation', thanku({ simulate: true }), 'customers are no longer thanked, not even later'],
    [
      'the rule’s currency',
      thanku({ impact: { per: '10', currency: 'USD', min: 1, max: 100 } }),
      'thanku.impact.currency: changed from EUR to USD',
    ],
    [
      'whose points they are',
      { ...base, thanx: { ...thanx, members: 'token' } },
      'one member gets the points of all orders',
    ],
    ['the merchant', { ...base, thanx: { ...thanx, merchantId: 'm-2' } }, 'thanx.merchantId: changed from m-1 to m-2'],
    ['the loyalty programme', { ...base, thanx: undefined }, 'thanx: the section `thanx` is removed'],
  ])('change %s', (_, after, message) => {
    expect(warned(base, after)).toEqual([expect.stringContaining(message)]);
  });
});
