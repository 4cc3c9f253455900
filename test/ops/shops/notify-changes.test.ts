import { describe, expect, it } from 'vitest';
import { ShopSettings } from '../../../lib/shops/settings.ts';
import { refusedAddresses } from '../../../ops/shops/notify-addresses.ts';
import { notifyChanges } from '../../../ops/shops/notify-changes.ts';
import { settingsWith } from '../../lib/order/support.ts';

const shop = (...notify: unknown[]) =>
  ShopSettings.parse({ ...settingsWith({}, { platform: 'woocommerce' }), ...(notify.length > 0 && { notify }) });
const webhook = (name: string, url = 'https://oak.example/hook') => ({ name, to: 'webhook', url });
const note = { name: 'note', to: 'woocommerce-note', text: { en: '{{link}}' } };
const klaviyo = { name: 'mail', to: 'klaviyo' };
const said = (...of: Parameters<typeof notifyChanges>) =>
  notifyChanges(...of).map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('changed targets', () => {
  it('say nothing where nothing changes, or a webhook is new', () => {
    expect(said(undefined, shop())).toEqual([]);
    expect(said(undefined, shop(webhook('erp')))).toEqual([]);
    expect(said(shop(note, klaviyo), shop(klaviyo, note))).toEqual([]);
  });

  it('say how much mail new ones mean', () => {
    expect(said(shop(), shop(webhook('erp'), note))).toEqual([
      'notify.1.to: WooCommerce mails this note to each thanked customer, once per order',
    ]);
    expect(said(shop(note), shop(note, klaviyo))).toEqual([
      expect.stringMatching(/^notify\.1\.to: Klaviyo gets each .* e-mail address .* up to 2 mails per order$/),
    ]);
  });

  it('take a renamed target for another one', () => {
    expect(said(shop(webhook('erp')), shop(webhook('erp-2')))).toEqual([
      expect.stringMatching(/^notify\.0\.name: erp is now called erp-2, .* put its secret again/),
    ]);
  });

  it('repeat no token in the query of an address', () => {
    const [message] = said(shop(webhook('erp', 'https://oak.example/hook?token=abc')), shop(webhook('erp')));
    expect(message).toContain('changed from https://oak.example/hook?…: what waits');
  });

  it('say what happens to what waits', () => {
    expect(said(shop(webhook('erp'), klaviyo), shop(klaviyo))).toEqual([
      'notify: the target erp is removed: what waits for it is never sent',
    ]);
    expect(said(shop(webhook('erp')), shop(webhook('erp', 'https://elm.example/hook')))).toEqual([
      expect.stringMatching(/^notify\.0\.url: changed from https:\/\/oak\.example\/hook: what waits goes to the new/),
    ]);
    expect(said(shop(webhook('mail')), shop(klaviyo))).toEqual([
      expect.stringMatching(/^notify\.0\.to: mail was a webhook: put its secret again/),
    ]);
  });
});

it('refuses plain http everywhere but on the local stage', () => {
  const local = shop(webhook('erp', 'http://127.0.0.1:4000/hook'));
  expect(refusedAddresses(local, { name: 'local' })).toEqual([]);
  expect(refusedAddresses(local, { name: 'dev' })).toEqual([
    { path: ['notify', 0, 'url'], message: expect.stringContaining('expected https://') },
  ]);
  expect(refusedAddresses(shop(webhook('erp')), { name: 'prod' })).toEqual([]);
});

it('refuses addresses that no deployed stage calls, however they are written', () => {
  const refused = (url: string) => refusedAddresses(shop(klaviyo, webhook('erp', url)), { name: 'dev' });
  expect(refused('https://0x0a.1/hook')).toEqual([
    {
      path: ['notify', 1, 'url'],
      message: 'expected a public address: webhooks are never sent to 10.0.0.1 (private)',
    },
  ]);
  for (const host of ['localhost', '[::1]', '169.254.169.254', '[::ffff:127.0.0.1]'])
    expect(refused(`https://${host}/`)).toHaveLength(1);
  for (const host of ['1.1.1.1', '[2606:4700::1111]', 'intranet.example'])
    expect(refused(`https://${host}/`)).toEqual([]);
});
