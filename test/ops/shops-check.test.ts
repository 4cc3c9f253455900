import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Problem } from '../../lib/reconcile/problem.ts';
import { secretNames } from '../../lib/secrets/secrets.ts';
import { applySettings } from '../../lib/shops/apply-settings.ts';
import { keys } from '../../lib/store/keys.ts';
import { rows } from '../../lib/store/rows.ts';
import { settingsWith } from '../lib/order/support.ts';
import { startLocalAws, type LocalAws } from '../support/local-aws.ts';
import { startFakeAdmin } from './fake-admin.ts';
import { thankflow } from './support.ts';

const api = 'https://hooks.example';

describe('shops check', () => {
  let aws: LocalAws;
  let admin: Awaited<ReturnType<typeof startFakeAdmin>>;
  let shop: string;
  let count = 0;
  const wooSecret = { platform: 'woocommerce', consumerKey: 'ck_0123456789', consumerSecret: 'cs_0123456789' };
  beforeAll(async () => {
    [aws, admin] = await Promise.all([startLocalAws({ api }), startFakeAdmin()]);
    admin.shop.credential = 'ck_0123456789:cs_0123456789';
  });
  afterAll(() => Promise.all([aws.close(), admin.close()]));
  beforeEach(async () => {
    shop = `check-shop-${(count += 1)}`;
    admin.shop.webhooks = [];
    await applySettings(aws, settingsWith({ slug: shop }, { shop, platform: 'woocommerce' }), {
      by: 'ada',
      now: Date.now,
    });
  });
  const run = (...options: string[]) =>
    thankflow(['shops', 'check', shop, ...options], { env: { LOCAL_DIR: aws.folder } });
  const putSecrets = () =>
    aws.secrets.create([
      { name: secretNames.platform('local', shop), value: JSON.stringify({ ...wooSecret, url: admin.url }) },
      { name: secretNames.webhook('local', shop), value: JSON.stringify({ current: 'the-webhook-secret' }) },
    ]);

  it('creates what is missing, signed with the shop’s secret, once the person agrees', async () => {
    putSecrets();
    const asked = await run('--fix');
    expect(asked).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`would create: order.updated → ${api}/webhooks/${shop}`),
    });
    expect(admin.shop.webhooks).toEqual([]);
    const fixed = await run('--fix', '--yes', '--json');
    expect(JSON.parse(fixed.stdout)).toMatchObject({
      created: ['order.created', 'order.updated', 'order.deleted', 'order.restored'],
    });
    expect(admin.shop.webhooks).toHaveLength(4);
    expect(new Set(admin.shop.webhooks.map(({ secret, url }) => `${String(secret)} ${url}`))).toEqual(
      new Set([`the-webhook-secret ${api}/webhooks/${shop}`]),
    );
    expect(await run('--fix', '--yes')).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('nothing was created'),
    });
    expect(admin.shop.webhooks).toHaveLength(4);
  });

  it('exits with 3 with --check if something is wrong, and lists the problems that reconciliation found', async () => {
    const problem = {
      shop,
      reason: 'webhooks-missing',
      since: '2026-11-01T00:00:00.000Z',
      detail: '7 orders',
      dueKind: 'stuck' as const,
      dueAt: 1,
    };
    await rows<Problem>(aws.documents, aws.ordersTable, Problem).insert(
      keys.problem(shop, 'webhooks-missing'),
      problem,
    );
    const ran = await run('--check');
    expect(ran.code).toBe(3);
    expect(ran.stdout).toContain('webhooks-missing, since 2026-11-01 00:00Z: 7 orders');
    expect(await run()).toMatchObject({ code: 0 });
  });

  it('can’t create anything without a credential', async () => {
    expect(await run('--fix', '--yes')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('secrets put platform'),
    });
  });
});
