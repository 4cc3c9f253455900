import { describe, expect, it } from 'vitest';
import { parseShopFile } from '../../../lib/shops/file/parse-yaml.ts';
import type { PlatformName } from '../../../lib/shops/platform-name.ts';
import { nextSteps } from '../../../ops/shops/apply-files.ts';
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
});
