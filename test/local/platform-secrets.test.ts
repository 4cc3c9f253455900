import { expect, it } from 'vitest';
import { adminUrlsAt } from '../../lib/local-stack/endpoints.ts';
import { secretNames } from '../../lib/secrets/secrets.ts';
import { updatePlatformSecrets } from '../../local/platform-secrets.ts';

const urls = { ...adminUrlsAt('http://127.0.0.1:4'), shopify: 'http://127.0.0.1:2', woocommerce: 'http://127.0.0.1:3' };

it('the credentials of shops follow the sandboxes to their new ports, except those of real shops', () => {
  const name = (shop: string) => secretNames.platform('local', shop);
  const woo = { platform: 'woocommerce', consumerKey: 'ck_local_oak', consumerSecret: 'cs_local_oak' };
  const shopify = { platform: 'shopify', accessToken: 'shpat_local_elm' };
  const real = { ...shopify, url: 'https://elm.myshopify.com' };
  const stored = new Map(
    Object.entries({
      oak: { ...woo, url: 'http://127.0.0.1:1' },
      elm: { ...shopify, url: 'http://127.0.0.1:1' },
      real,
    }).map(([shop, secret]) => [name(shop), JSON.stringify(secret)]),
  );
  const secrets = {
    current: (id: string) => stored.get(id),
    replace: (id: string, value: string) => void stored.set(id, value),
  };
  updatePlatformSecrets(secrets, ['oak', 'elm', 'real', 'none'], urls);
  const now = (shop: string): unknown => JSON.parse(stored.get(name(shop))!);
  expect(now('oak')).toEqual({ ...woo, url: urls.woocommerce });
  expect(now('elm')).toEqual({ ...shopify, url: urls.shopify });
  expect(now('real')).toEqual(real);
  expect(stored.size).toBe(3);
});
