import { describe, expect, it } from 'vitest';
import { parseShopFile } from '../../../lib/shops/file/parse-yaml.ts';
import type { PlatformName } from '../../../lib/shops/platform-name.ts';
import { nextSteps } from '../../../ops/shops/apply-files.ts';
import { settingsWith } from '../../lib/order/support.ts';
import { newShop } from '../../../ops/shops/new-shop.ts';

describe('what to do for a new shop', () => {
  it.each<[PlatformName, string[]]>([
    ['woocommerce', ['webhook', 'thanku']],
    ['shopware', ['thanku']],
    ['ecwid', ['webhook', 'platform', 'thanku']],
    ['saleor', ['thanku']],
  ])('names the secrets that a shop on %s needs, and no others', (platform, needed) => {
    const parsed = parseShopFile(newShop('my-shop', platform, 'my-shop.yaml', new Date()), 'my-shop.yaml');
    const steps = parsed.ok ? nextSteps(parsed.settings, 'prod').join('\n') : 'the sample is wrong';
    expect([...steps.matchAll(/secrets put (\S+)/g)].map(([, name]) => name)).toEqual(needed);
  });

  it("names the merchant's key if the shop sends baskets", () => {
    const thanx = { credential: 'main', merchantId: 'm-1', currency: 'EUR', mode: 'baskets', locationUid: 'l-1' };
    const settings = settingsWith({}, { platform: 'woocommerce', thanx });
    expect(nextSteps(settings, 'prod').join('\n')).toContain('secrets put thanx-merchant --shop');
  });
});
