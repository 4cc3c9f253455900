import { describe, expect, it } from 'vitest';
import { AdminRefusal } from '../../../../../lib/platforms/admin/refusal.ts';
import { PlatformSecret } from '../../../../../lib/reconcile/platform-secret.ts';
import { adobeImsClientOf, adobeIntegrationOf } from '../../../../../local/platforms/known-access.ts';
import { commerceWorld } from '../../../../local/platforms/adobe-commerce-world.ts';
import { thrownBy } from '../../../../support/thrown-by.ts';

type World = ReturnType<typeof commerceWorld>;
const refusal = (work: Promise<unknown>) => thrownBy(AdminRefusal, work);
const answering = (on: World, status: number, body: string | object, headers: Record<string, string> = {}) => {
  on.between.alter = (answer) => ({
    status,
    headers: { ...answer.headers, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
};

describe.each(['integration', 'ims'] as const)('an order that is fetched with %s', (kind) => {
  it('is what the API answered', async () => {
    const on = commerceWorld(kind);
    const { id } = on.shop.place();
    const fetched = await on.admin.fetch(id);
    expect(JSON.parse(fetched!.body.toString())).toMatchObject({ entity_id: Number(id), state: 'processing' });
    expect(fetched).toMatchObject({ headers: {}, url: '' });
  });

  it('is gone in the words of Commerce alone', async () => {
    const on = commerceWorld(kind);
    expect(await on.admin.fetch('31')).toBeUndefined();
    on.shop.faults.versionGone = true;
    expect(await refusal(on.admin.fetch('31'))).toMatchObject({ kind: 'unavailable' });
    answering(on, 404, '<html>Not found</html>');
    expect(await refusal(on.admin.fetch('31'))).toMatchObject({ kind: 'unavailable' });
  });

  it("isn't taken if it's older than its event", async () => {
    const on = commerceWorld(kind);
    const { id } = on.shop.place();
    expect(await on.admin.fetch(id, '2026-02-03T12:00:00.999Z')).toBeDefined();
    expect(await refusal(on.admin.fetch(id, '2026-02-03T12:00:01.999Z'))).toMatchObject({ kind: 'outdated' });
  });

  it('is that order', async () => {
    const on = commerceWorld(kind);
    const { id } = on.shop.place();
    for (const body of ['{}', '[]', 'null', '{"entity_id":999,"updated_at":"2026-02-03 12:00:00"}', '<p>']) {
      answering(on, 200, body);
      expect(await refusal(on.admin.fetch(id))).toMatchObject({ kind: 'unavailable' });
    }
  });

  it.each([
    [429, { 'retry-after': '7' }, { kind: 'throttled', retryAfterMs: 7000 }],
    [503, {}, { kind: 'unavailable' }],
    [302, {}, { kind: 'unavailable' }],
    [200, { date: 'Tue, 03 Feb 2026 12:10:00 GMT' }, { kind: 'clock' }],
    [400, {}, { kind: 'version' }],
  ])('is refused with %i %j', async (status, headers, expected) => {
    const on = commerceWorld(kind);
    // A token is granted first.
    await on.admin.access();
    answering(on, status, { message: 'Something' }, headers);
    expect(await refusal(on.admin.fetch('31'))).toMatchObject(expected);
  });
});

describe('a credential', () => {
  it.each(['integration', 'ims'] as const)('of %s may read orders, or says which permission it lacks', async (kind) => {
    const on = commerceWorld(kind);
    expect(await on.admin.access()).toEqual({ missingScopes: [], limits: [], shop: undefined });
    on.account.viewOrders = false;
    expect(await on.admin.access()).toMatchObject({ missingScopes: ['Magento_Sales::actions_view'] });
    expect(await refusal(on.admin.fetch('31'))).toMatchObject({ kind: 'scope' });
    // Newer versions say it with 403.
    answering(on, 403, { message: "The consumer isn't authorized to access %resources." });
    expect(await on.admin.access()).toMatchObject({ missingScopes: ['Magento_Sales::actions_view'] });
  });

  it.each(['consumerKey', 'consumerSecret', 'accessToken', 'accessTokenSecret'])(
    'with a wrong %s is refused',
    async (name) => {
      const on = commerceWorld('integration', { [name]: 'wrong-value' });
      expect(await refusal(on.admin.access())).toMatchObject({ kind: 'unauthorized' });
    },
  );

  it.each(['clientId', 'clientSecret'])('with a wrong %s gets no token', async (name) => {
    const on = commerceWorld('ims', { [name]: 'wrong-value' });
    expect(await refusal(on.admin.access())).toMatchObject({ kind: 'unauthorized' });
    expect(on.asked).toHaveLength(1);
  });

  it('may lack the API in its project', async () => {
    const on = commerceWorld('ims');
    answering(on, 400, { error: 'invalid_scope' });
    expect((await refusal(on.admin.access())).message).toContain('commerce.accs');
  });

  it('that was revoked is refused, and a firewall is something else', async () => {
    const on = commerceWorld();
    on.account.revoked = true;
    expect(await refusal(on.admin.access())).toMatchObject({ kind: 'unauthorized' });
    for (const status of [401, 403]) {
      answering(on, status, '<html>Forbidden</html>');
      expect(await refusal(on.admin.access())).toMatchObject({ kind: 'unavailable' });
    }
  });

  it('signs each request anew, because Commerce takes no nonce twice', async () => {
    const on = commerceWorld();
    await on.admin.access();
    await on.admin.access();
    const [one, other] = on.asked.map(({ headers }) => headers['authorization']);
    expect(one).not.toBe(other);
  });
});

describe('an access token of Adobe', () => {
  const tokensAsked = ({ asked }: World) =>
    asked.filter(({ url }) => url === 'POST https://ims-na1.adobelogin.com/ims/token/v3').length;

  it("is asked for at Adobe's host, and used for the shop's", async () => {
    const on = commerceWorld('ims');
    await on.admin.fetch('31');
    expect(on.asked.map(({ url }) => url)).toEqual([
      'POST https://ims-na1.adobelogin.com/ims/token/v3',
      'GET https://na1.api.commerce.adobe.com/AbCdEfGh/V1/orders/31',
    ]);
    expect(on.asked[1]?.headers['authorization']).toMatch(/^Bearer ims_local_oak\./);
  });

  it('is used until shortly before it expires', async () => {
    const on = commerceWorld('ims');
    await on.admin.access();
    on.clock.nowMs += 86_400_000 - 5 * 60_000 - 1;
    await on.admin.access();
    expect(tokensAsked(on)).toBe(1);
    on.clock.nowMs += 1;
    await on.admin.access();
    expect(tokensAsked(on)).toBe(2);
  });

  it('is replaced once if Commerce refuses it', async () => {
    const on = commerceWorld('ims');
    await on.admin.access();
    on.account.tokens.clear();
    await on.admin.access();
    expect(tokensAsked(on)).toBe(2);
    on.account.revoked = true;
    expect(await refusal(on.admin.access())).toMatchObject({ kind: 'unauthorized' });
  });
});

describe('the stored credential', () => {
  const integration = {
    platform: 'adobe-commerce',
    url: 'https://my-shop.example/store',
    ...adobeIntegrationOf('oak'),
  };
  const ims = { platform: 'adobe-commerce', ...adobeImsClientOf('oak') };
  const isStored = (value: object) => PlatformSecret.safeParse(value).success;

  it('has four values for the shop’s own address, or two for Adobe’s', () => {
    expect(isStored(integration)).toBe(true);
    expect(isStored({ ...integration, accessTokenSecret: undefined })).toBe(false);
    expect(isStored({ ...ims, url: 'https://na1-sandbox.api.commerce.adobe.com/AbCdEfGh' })).toBe(true);
  });

  it.each([
    'https://my-shop.example',
    'https://api.commerce.adobe.com.evil.example/AbC',
    'https://na1.api.commerce.adobe.com.evil.example/AbC',
    'https://evil.example/na1.api.commerce.adobe.com/AbC',
    'https://na1.api.commerce.adobe.com',
    'https://na1.api.commerce.adobe.com/AbC/V1',
    'http://na1.api.commerce.adobe.com/AbC',
  ])("never sends a token of Adobe's to %s", (url) => {
    expect(isStored({ ...ims, url })).toBe(false);
  });
});

it('webhooks are registered by a person', async () => {
  const { admin } = commerceWorld();
  expect(await admin.subscriptions()).toEqual([]);
  expect(await refusal(admin.subscribe('x', 'https://hooks.example', undefined))).toMatchObject({ kind: 'scope' });
});
