import { PlatformName } from '../../lib/shops/platform-name.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readEndpoints } from '../../lib/local-stack/endpoints.ts';
import { secretNames } from '../../lib/secrets/secrets.ts';
import { applySettings } from '../../lib/shops/apply-settings.ts';
import { settingsStore } from '../../lib/shops/settings-store.ts';
import { applySampleShops, createShopSecrets, describeShops, readSampleShops } from '../../local/shops.ts';
import { readyScreen } from '../../local/ready-screen.ts';
import { shopWith } from '../flow/support/shops.ts';
import { startLocalAws, type LocalAws } from '../support/local-aws.ts';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws.close());

it('a restart keeps what was applied and put, and shows the shops that people connected', async () => {
  const samples = readSampleShops();
  const keys = Object.fromEntries(samples.map(({ shop }) => [shop, `tfk_${shop}`]));
  const boot = async () => {
    createShopSecrets(aws.secrets, samples, ['main']);
    await applySampleShops(aws, samples, keys);
    const known = await settingsStore(aws.documents, aws.settingsTable).list();
    return describeShops(known, 'http://127.0.0.1:3000', aws.secrets, keys);
  };
  const first = await boot();
  expect(first.map(({ id }) => id)).toEqual(PlatformName.options.map((platform) => `demo-${platform}`).toSorted());
  expect(first.map(({ statusKey }) => statusKey)).toEqual(Object.values(keys).toSorted());

  const by = { by: 'ada', now: Date.now };
  await applySettings(aws, shopWith('my-shop'), by);
  await applySettings(aws, shopWith('my-new-shop'), by);
  const changed = { ...samples.find(({ shop }) => shop === 'demo-standard')!, statusKeys: [], name: 'Mine' };
  await applySettings(aws, changed, by);
  aws.secrets.create([{ name: secretNames.webhook('local', 'my-shop'), value: '{"current":"my-webhook-secret"}' }]);

  const second = await boot();
  expect(second.find(({ id }) => id === 'my-shop')).toEqual({
    id: 'my-shop',
    platform: 'standard',
    webhookUrl: 'http://127.0.0.1:3000/webhooks/my-shop',
    webhookSecret: 'my-webhook-secret',
    statusKey: '',
  });
  expect(second.find(({ id }) => id === 'demo-standard')).toMatchObject({ statusKey: '' });
  const known = (of: typeof first) => of.find(({ id }) => id === 'demo-shopify');
  expect(known(second)).toEqual(known(first));
  expect(second.find(({ id }) => id === 'demo-shopify')).toEqual(first.find(({ id }) => id === 'demo-shopify'));
  expect((await settingsStore(aws.documents, aws.settingsTable).stored('demo-standard'))?.settings?.name).toBe('Mine');

  const screen = readyScreen(
    { ...readEndpoints(aws.folder), shops: second },
    '.local',
    'http://127.0.0.1:4001/?token=t',
  );
  expect(screen).toMatch(/^ {2}http:\/\/127\.0\.0\.1:3000\/webhooks\/my-shop {2}\(standard\)$/m);
  expect(screen).toMatch(/my-new-shop .*\(standard, no webhook secret yet\)/);
  expect(screen).toMatch(/^ {2}Console +http:\/\/127\.0\.0\.1:4001\/\?token=t\n {2}API /m);
  expect(screen).toContain('./thankflow send --shop demo-shopify');
  const columns = [...screen.matchAll(/^ {2}[A-Z][^:]*? {2,}(?=\S)/gm)].map(([name]) => name.length);
  expect(columns.length).toBeGreaterThan(10);
  expect(new Set(columns).size).toBe(1);
  expect(screen).toMatch(/^ {2}Klaviyo sandbox +http.*\/_sandbox\/books$/m);
});

it('a shop that sends baskets gets a merchant’s key', () => {
  createShopSecrets(aws.secrets, readSampleShops(), ['main']);
  const key = (shop: string) => aws.secrets.current(secretNames.thanxMerchant('local', 'main', shop));
  expect(JSON.parse(key('demo-square') ?? '')).toEqual({ merchantKey: expect.any(String) });
  expect(key('demo-shopify')).toBeUndefined();
});
