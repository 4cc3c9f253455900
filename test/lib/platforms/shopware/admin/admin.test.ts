import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AdminRefusal } from '../../../../../lib/platforms/admin/refusal.ts';
import { readShopware } from '../../../../../lib/platforms/shopware/read.ts';
import { listSlice } from '../../../../../lib/reconcile/list-slice.ts';
import { shopwareWorld } from '../../../../local/platforms/shopware-world.ts';
import { thrownBy } from '../../../../support/thrown-by.ts';

let on: Awaited<ReturnType<typeof shopwareWorld>>;
beforeEach(async () => {
  on = await shopwareWorld();
});
afterEach(() => on.close());

const minute = 60_000;
const startMs = Date.parse('2026-02-03T12:00:00Z');
const later = (ms: number) => {
  on.clock.nowMs += ms;
};
const list = (fromMs = startMs - minute, untilMs = startMs + 60 * minute) =>
  listSlice(on.admin, { fromMs, untilMs }, () => false);
const refusal = (work: Promise<unknown>) => thrownBy(AdminRefusal, work);

describe('a fetched order', () => {
  it.each([
    ['refunded', (id: string) => on.shop.refund(id)],
    ['cancelled', (id: string) => on.shop.cancel(id, { refund: false })],
  ])('is read as %s', async (type, change) => {
    const { id } = on.shop.place();
    later(minute);
    change(id);
    const webhook = await on.admin.fetch(id);
    expect(readShopware(webhook!, { shop: 'garten', receivedAtMs: on.clock.nowMs })).toMatchObject({
      type,
      orderId: id,
    });
  });

  it('is read with everything that its webhook says', async () => {
    const { id } = on.shop.place({ presentmentCurrency: 'CHF', rate: '0.95', locale: 'de-CH' });
    const webhook = await on.admin.fetch(id);
    expect(readShopware(webhook!, { shop: 'garten', receivedAtMs: on.clock.nowMs })).toMatchObject({
      type: 'paid',
      order: {
        orderId: id,
        amount: '27.88',
        currency: 'CHF',
        customer: { email: 'ada.lovelace@example.com', locale: 'de-CH', id: '115310627314723' },
        items: [{ title: 'Oak desk', quantity: 1 }],
      },
    });
  });

  it('has the refunds that captures list deducted', async () => {
    const { id } = on.shop.place();
    on.shop.refund(id, { amount: '5.00' });
    const reading = readShopware((await on.admin.fetch(id))!, { shop: 'garten', receivedAtMs: on.clock.nowMs });
    expect(reading).toMatchObject({
      type: 'paid',
      order: { amount: '24.35', refunds: [{ amount: '5', currency: 'EUR' }] },
    });
  });

  it('may be gone, or older than it was listed', async () => {
    expect(await on.admin.fetch('f'.repeat(32))).toBeUndefined();
    const { id } = on.shop.place();
    expect((await refusal(on.admin.fetch(id, '2026-02-03T12:00:00.001Z'))).kind).toBe('outdated');
    expect(await on.admin.fetch(id, '2026-02-03T12:00:00.000Z')).toBeDefined();
  });
});

describe('the credential', () => {
  it('works, or says what is missing', async () => {
    on.shop.place();
    expect(await on.admin.access()).toEqual({ missingScopes: [], limits: [], shop: undefined });
    await on.put('/_sandbox/access', { shop: 'garten', privileges: ['order:read', 'currency:read'] });
    const { missingScopes } = await on.admin.access();
    expect(missingScopes).toContain('order_customer:read');
    expect(missingScopes).not.toContain('order:read');
    expect((await refusal(list())).kind).toBe('scope');
  });

  it('gets a new token when the old one has expired', async () => {
    on.shop.place();
    await list();
    later(11 * minute);
    expect((await list()).orders).toHaveLength(1);
  });

  it.each([
    ['unauthorized', async () => on.clientOf('wrong').access()],
    [
      'unauthorized',
      async () => {
        await on.post('/_sandbox/token/revoke', { shop: 'garten' });
        return await on.admin.access();
      },
    ],
    [
      'throttled',
      async () => {
        Object.assign(on.shop.faults, { tooManyRequests: 1, retryAfterSeconds: 7 });
        return await on.admin.access();
      },
    ],
    [
      'clock',
      async () => {
        on.shop.faults.dateSkewMs = 10 * minute;
        return await on.admin.access();
      },
    ],
  ] as const)('is refused as %s', async (kind, work) => {
    const refused = await refusal(work());
    expect(refused.kind).toBe(kind);
    expect(refused.message).not.toContain('local-secret');
    expect(refused.retryAfterMs).toBe(kind === 'throttled' ? 7000 : undefined);
  });

  it('cannot create webhooks, because Shopware would not sign them', async () => {
    expect((await refusal(on.admin.subscribe('x', 'https://x.example', undefined))).message).toContain('manifest');
    expect([await on.admin.subscriptions(), on.admin.topics]).toEqual([[], []]);
  });
});

describe('something that is not Shopware', () => {
  it.each([
    [404, '<html>', 'unavailable'],
    [200, '<html>', 'unavailable'],
    [200, '{"data":{}}', 'unreadable'],
    [403, '<html>', 'unavailable'],
    [400, '{"errors":[{"code":"FRAMEWORK__ASSOCIATION_NOT_FOUND"}]}', 'version'],
    [500, '', 'unavailable'],
    [302, '', 'unavailable'],
  ])('that answers %i %s is %s', async (status, body, kind) => {
    const { shopwareAdmin } = await import('../../../../../lib/platforms/shopware/admin/admin.ts');
    const admin = shopwareAdmin(
      async ({ path }) =>
        path === '/api/oauth/token'
          ? { status: 200, headers: {}, body: '{"access_token":"token"}' }
          : { status, headers: {}, body },
      { clientId: 'id', clientSecret: 'secret' },
      () => startMs,
    );
    expect((await refusal(admin.list({ fromMs: 0, untilMs: 1 }))).kind).toBe(kind);
  });
});
