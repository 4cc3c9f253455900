import { expect, it } from 'vitest';
import { adminUrlsAt } from '../../lib/local-stack/endpoints.ts';
import { NotifySecret, TargetSecret } from '../../lib/notify/secret.ts';
import { secretNames } from '../../lib/secrets/secrets.ts';
import type { NotifyTarget } from '../../lib/shops/notify-settings.ts';
import { putNotifySecrets } from '../../local/notify-secrets.ts';

const [before, after] = ['http://127.0.0.1:1', 'http://127.0.0.1:2'].map(adminUrlsAt);

function book() {
  const stored = new Map<string, string>();
  return {
    current: (id: string) => stored.get(id),
    replace: (id: string, value: string) => void stored.set(id, value),
    targets: (shop: string) => NotifySecret.parse(JSON.parse(stored.get(secretNames.notify('local', shop))!)).targets,
    has: (shop: string) => stored.has(secretNames.notify('local', shop)),
  };
}

const oak = {
  shop: 'oak',
  notify: [
    { name: 'erp', to: 'webhook', url: 'http://127.0.0.1:9' },
    { name: 'meta', to: 'woocommerce-meta' },
    { name: 'mail', to: 'klaviyo' },
  ] satisfies NotifyTarget[],
};

it('each target of a sample shop gets a secret of its kind, and a shop without targets none', () => {
  const secrets = book();
  putNotifySecrets(secrets, [oak, { shop: 'elm' }], before!);
  const read = Object.entries(secrets.targets('oak')).map(([name, value]) => [name, TargetSecret.parse(value).to]);
  expect(read).toEqual(oak.notify.map(({ name, to }) => [name, to]));
  expect(secrets.has('elm')).toBe(false);
});

it('after a restart, targets have the same secrets, and credentials follow the sandboxes to their new ports', () => {
  const secrets = book();
  putNotifySecrets(secrets, [oak], before!);
  const { erp } = secrets.targets('oak');
  const real = {
    to: 'woocommerce-meta',
    platform: {
      platform: 'woocommerce',
      url: 'https://oak.example',
      consumerKey: 'ck_real_oak',
      consumerSecret: 'cs_real_oak',
    },
  };
  const unknown = { to: 'newer', token: 'kept' };
  secrets.replace(
    secretNames.notify('local', 'oak'),
    JSON.stringify({ targets: { ...secrets.targets('oak'), real, unknown } }),
  );
  putNotifySecrets(secrets, [oak], after!);
  expect(secrets.targets('oak')).toMatchObject({
    erp,
    meta: { platform: { url: after!.woocommerce } },
    real,
    unknown,
  });
  expect(secrets.has('none')).toBe(false);
});
