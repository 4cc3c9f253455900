import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dayMs } from '../../../lib/durations.ts';
import { SigningSecret } from '../../../lib/notify/secret.ts';
import { secretNames } from '../../../lib/secrets/secrets.ts';
import { applySettings } from '../../../lib/shops/apply-settings.ts';
import { auditTrail } from '../../../ops/audit/trail.ts';
import type { SigningEntry } from '../../../ops/notify/entries.ts';
import { settingsWith } from '../../lib/order/support.ts';
import { startLocalAws, type LocalAws } from '../../support/local-aws.ts';
import { startFakeAdmin } from '../fake-admin.ts';
import { shopFile, thankflow } from '../support.ts';

let aws: LocalAws;
let admin: Awaited<ReturnType<typeof startFakeAdmin>>;
let count = 0;
let shop: string;
const token = 'shpat_0123456789abcdef';
const wooKey = ['ck_0123456789abcdef0123', 'cs_0123456789abcdef0123'];
const klaviyoKey = 'pk_0123456789abcdef0123456789abcdef01';
const secret = (letter: string) => `whsec_${Buffer.from(letter.repeat(24)).toString('base64')}`;

const targets = [
  { name: 'erp', to: 'webhook', url: 'https://oak.example/thankflow' },
  { name: 'crm', to: 'webhook', url: 'https://oak.example/crm' },
  { name: 'mail', to: 'klaviyo' },
];

beforeAll(async () => {
  [aws, admin] = await Promise.all([startLocalAws(), startFakeAdmin()]);
});
afterAll(() => Promise.all([aws.close(), admin.close()]));
beforeEach(() => {
  shop = `notify-shop-${(count += 1)}`;
  Object.assign(admin.shop, { credential: token, scopes: ['write_orders'], mayWrite: true });
});

const apply = (platform: 'shopify' | 'woocommerce' | 'standard', notify: unknown[] = targets) =>
  applySettings(aws, settingsWith({ slug: shop }, { shop, platform, notify }), { by: 'ada', now: Date.now });
const put = (target: string, options: readonly string[] = [], lines: readonly string[] = []) =>
  thankflow(['secrets', 'put', 'notify', '--shop', shop, '--target', target, ...options], {
    env: { LOCAL_DIR: aws.folder },
    stdin: lines.map((line) => `${line}\n`).join(''),
  });
const name = () => secretNames.notify('local', shop);
const stored = () => JSON.parse(aws.secrets.current(name()) ?? 'null') as { targets: Record<string, unknown> } | null;

describe('secrets put notify, for a webhook', () => {
  it('generates a secret, shows it once and keeps it out of the audit trail', async () => {
    await apply('standard');
    const ran = await put('erp');
    expect(ran.code).toBe(0);
    const { current } = stored()!.targets['erp'] as SigningEntry;
    expect(SigningSecret.parse(current)).toBe(current);
    expect(ran.stdout.split(current)).toHaveLength(2);
    expect(Buffer.from(current.slice('whsec_'.length), 'base64')).toHaveLength(32);
    const audited = [];
    for await (const entry of auditTrail(aws.documents, aws.controlTable).list(Date.now() - dayMs, Date.now()))
      if (entry.about.includes(shop)) audited.push(entry);
    expect(audited).toMatchObject([{ what: 'secrets put notify', about: [shop, 'target erp'], outcome: 'done' }]);
    expect(JSON.stringify(audited)).not.toContain(current);
  });

  it('gives programs the secret, and never the same one twice', async () => {
    await apply('standard');
    const first = JSON.parse((await put('erp', ['--json'])).stdout) as { secret: string };
    const second = JSON.parse((await put('erp', ['--json'])).stdout) as { secret: string; previousUntil: string };
    expect(stored()!.targets['erp']).toEqual({
      to: 'webhook',
      current: second.secret,
      previous: { secret: first.secret, expiresAt: second.previousUntil },
    });
    expect(second.secret).not.toBe(first.secret);
    expect((Date.parse(second.previousUntil) - Date.now()) / dayMs).toBeCloseTo(1, 2);
  });

  it('takes one that is entered, and doesn’t show it', async () => {
    await apply('standard');
    const ran = await put('erp', ['--enter'], [secret('a')]);
    expect(ran.code).toBe(0);
    expect(ran.stdout + ran.stderr).not.toContain(secret('a'));
    expect(stored()).toEqual({ targets: { erp: { to: 'webhook', current: secret('a') } } });
    expect(await put('erp', ['--enter'], [secret('a')])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('unchanged'),
    });
  });

  it.each([['pk_0123456789abcdef0123456789'], ['whsec_tooshort'], [`whsec_${'a'.repeat(33)}`.slice(0, 37)]])(
    'refuses %s, and doesn’t repeat it',
    async (text) => {
      await apply('standard');
      const ran = await put('erp', ['--enter'], [text]);
      expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('24 to 64 bytes') });
      expect(ran.stderr).not.toContain(text);
      expect(stored()).toBeNull();
    },
  );

  it('keeps what it doesn’t know, and other targets’ secrets', async () => {
    await apply('standard');
    const newer = { to: 'carrier-pigeon', loft: 7 };
    aws.secrets.create([{ name: name(), value: JSON.stringify({ targets: { pigeon: newer }, format: 2 }) }]);
    await put('erp', ['--enter'], [secret('a')]);
    await put('crm', ['--enter'], [secret('b')]);
    expect(stored()).toEqual({
      format: 2,
      targets: {
        pigeon: newer,
        erp: { to: 'webhook', current: secret('a') },
        crm: { to: 'webhook', current: secret('b') },
      },
    });
  });

  it('refuses a target that the settings don’t have', async () => {
    await apply('standard');
    expect(await put('erb')).toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean "erp"?') });
    expect(await put('mail', ['--replace-now'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('not for a target that is a klaviyo'),
    });
  });
});

describe('secrets put notify, for other targets', () => {
  it('takes a private key of Klaviyo, and no public one', async () => {
    await apply('standard');
    expect(await put('mail', [], ['XyZ123abc'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('begins with pk_'),
    });
    const ran = await put('mail', [], [klaviyoKey]);
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining('the first order shows') });
    expect(ran.stdout + ran.stderr).not.toContain(klaviyoKey);
    expect(stored()!.targets['mail']).toEqual({ to: 'klaviyo', apiKey: klaviyoKey });
  });

  it('asks Shopify whether the app may change orders', async () => {
    await apply('shopify', [{ name: 'order', to: 'shopify-metafield' }]);
    admin.shop.scopes = ['read_orders', 'read_customers', 'read_products'];
    const refused = await put('order', [], [admin.url, token]);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('lacks write_orders') });
    expect(stored()).toBeNull();
    const unchecked = await put('order', ['--unchecked', '--url', admin.url], [token]);
    expect(unchecked).toMatchObject({ code: 0, stderr: expect.stringContaining('lacks write_orders') });
    admin.shop.scopes = ['write_orders'];
    const ran = await put('order', [], [admin.url, token]);
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining('It belongs to oak.myshopify.com.') });
    expect(ran.stdout + ran.stderr).not.toContain(token);
    const platform = { platform: 'shopify', url: admin.url, accessToken: token };
    expect(stored()!.targets['order']).toEqual({ to: 'shopify-metafield', platform });
  });

  it('asks WooCommerce whether the key may write, and writes nothing for that', async () => {
    await apply('woocommerce', [{ name: 'note', to: 'woocommerce-note', text: { en: '{{link}}' } }]);
    Object.assign(admin.shop, { credential: wooKey.join(':'), mayWrite: false });
    const refused = await put('note', [], [admin.url, ...wooKey]);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('Read/Write') });
    admin.shop.mayWrite = true;
    admin.calls.length = 0;
    const ran = await put('note', [], [admin.url, ...wooKey]);
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining('It may change orders.') });
    expect(admin.calls).toEqual(['POST /wp-json/wc/v3/orders/batch']);
    expect(stored()!.targets['note']).toMatchObject({ to: 'woocommerce-note', platform: { consumerKey: wooKey[0] } });
  });
});

describe('secrets put notify --forget', () => {
  it('deletes the secret of a target that is gone, and of no other', async () => {
    await apply('standard');
    await put('erp', ['--enter'], [secret('a')]);
    await put('crm', ['--enter'], [secret('b')]);
    expect(await put('erp', ['--forget'])).toMatchObject({ code: 1, stderr: expect.stringContaining('Remove it') });
    await apply('standard', [targets[1]]);
    expect(await put('erp', ['--forget'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('still has the secrets of crm'),
    });
    expect(stored()).toEqual({ targets: { crm: { to: 'webhook', current: secret('b') } } });
    expect(await put('erp', ['--forget'])).toMatchObject({ code: 2, stderr: expect.stringContaining('no secret') });
  });
});

describe('the settings with targets', () => {
  const notify = [
    ['', '  - { name: erp, to: webhook, url: https://oak.example/hook }'],
    ['', '  - { name: mail, to: klaviyo }'],
  ];
  const fileWith = (targetCount: number) =>
    shopFile([
      ['shop: oak-shop', `shop: ${shop}`],
      ['slug: oak-and-ash', `slug: ${shop}`],
      ['thanx:\n', `${['notify:', ...notify.slice(0, targetCount).map(([, line]) => line)].join('\n')}\nthanx:\n`],
    ]);
  const run = (...args: string[]) => thankflow(args, { env: { LOCAL_DIR: aws.folder } });

  it('ask for the secrets that are missing, and for those that are left over', async () => {
    const applied = await run('shops', 'apply', await fileWith(2));
    expect(applied.stderr).toContain('mails them once per order');
    for (const target of ['erp', 'mail'])
      expect(applied.stderr).toContain(
        `./thankflow secrets put notify --shop ${shop} --target ${target} --stage local`,
      );
    await put('erp');
    await put('mail', [], [klaviyoKey]);
    const again = await run('shops', 'apply', await fileWith(2), '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ notify: [] });
    const fewer = await run('shops', 'apply', await fileWith(1));
    expect(fewer.stderr).toContain(`secrets put notify --shop ${shop} --target mail --forget --stage local`);
    expect(fewer.stderr).not.toContain('--target erp');
    const checked = await run('shops', 'check', shop);
    expect(checked.stdout).toContain('The target erp (webhook) has its secret');
    expect(checked.stdout).toContain('--target mail --forget');
  });
});
