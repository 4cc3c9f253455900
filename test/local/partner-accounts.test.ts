import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientConfig } from '../../lib/local-stack/endpoints.ts';
import { loyaltyHeaders } from '../../lib/partners/thanx/headers.ts';
import { secretNames } from '../../lib/secrets/secrets.ts';
import { applySettings } from '../../lib/shops/apply-settings.ts';
import { startThankuSandbox, type ThankuSandbox } from '../../local/partners/thanku-sandbox.ts';
import { startThanxSandbox, type ThanxSandbox } from '../../local/partners/thanx-sandbox.ts';
import { partnerAccounts } from '../../local/partner-accounts.ts';
import { lookAtSecret, replaceSecret } from '../../lib/secrets/writer.ts';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { loyal, shopWith } from '../flow/support/shops.ts';
import { startLocalAws, type LocalAws } from '../support/local-aws.ts';

let aws: LocalAws;
let client: SecretsManagerClient;
let thanku: ThankuSandbox;
let thanx: ThanxSandbox;
let accounts: ReturnType<typeof partnerAccounts>;

beforeEach(async () => {
  aws = await startLocalAws();
  client = new SecretsManagerClient(clientConfig(aws.secrets.url, 'eu-central-1'));
  accounts = partnerAccounts(aws.secrets, aws, ['main'], 'http://127.0.0.1:9');
  thanku = await startThankuSandbox({ port: 0, accounts: accounts.thanku });
  // Its rate limits are another test's.
  const settings = { limits: [{ requests: 1000, windowMs: 1000 }] };
  thanx = await startThanxSandbox({ port: 0, accounts: accounts.thanx, settings });
});
afterEach(async () => {
  client.destroy();
  await Promise.all([thanku.close(), thanx.close(), aws.close()]);
});

const apply = (...settings: Parameters<typeof shopWith>) =>
  applySettings(aws, shopWith(...settings), { by: 'ada', now: Date.now });
const put = async (name: string, value: unknown) => replaceSecret(client, await lookAtSecret(client, name), value, {});

describe('the ThankU sandbox of a local stack', () => {
  async function thank(slug: string, token: string, pid = 'p-1') {
    const body = { slug, donateeGroup: 'PlantTrees', impactValue: 1, message: 'Thanks', language: 'en', pid };
    const signed = `${slug}+PlantTrees+1+Thanks+en+${pid}`;
    const answer = await fetch(`${thanku.url}/api/donate/postpaid`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-sig': createHmac('sha256', token).update(signed).digest('hex'),
      },
      body: JSON.stringify({ ...body, orderId: 'A-9-9' }),
    });
    return [answer.status, ((await answer.json()) as { error?: string }).error];
  }
  const refused = [400, 'invalid_signature'];

  it('takes whatever token was put for a shop of the wallet, at once, and no other', async () => {
    expect(await thank('my-wallet', 'my-token-1')).toEqual(refused);
    await apply('my-shop', { slug: 'my-wallet' });
    expect(await thank('my-wallet', 'my-token-1')).toEqual(refused);
    await put(secretNames.thanku('local', 'my-shop'), { token: 'my-token-1' });
    expect(await thank('my-wallet', 'my-token-1')).toEqual([201, undefined]);
    expect(await thank('my-wallet', 'my-token-2', 'p-2')).toEqual(refused);

    await put(secretNames.thanku('local', 'my-shop'), { token: 'my-token-2' });
    expect(await thank('my-wallet', 'my-token-2', 'p-2')).toEqual([201, undefined]);
    expect(await thank('my-wallet', 'my-token-1', 'p-3')).toEqual(refused);
  });

  it('takes no shop’s token for the wallet of another', async () => {
    await apply('my-shop', { slug: 'my-wallet' });
    await apply('elm', { slug: 'elm-wallet' });
    await put(secretNames.thanku('local', 'my-shop'), { token: 'my-token-1' });
    await put(secretNames.thanku('local', 'elm'), { token: 'elm-token-1' });
    expect(await thank('elm-wallet', 'my-token-1')).toEqual(refused);
    expect(await thank('elm-wallet', 'elm-token-1')).toEqual([201, undefined]);
  });

  it('believes who sets its token more than the stage', async () => {
    await apply('my-shop', { slug: 'my-wallet' });
    await put(secretNames.thanku('local', 'my-shop'), { token: 'my-token-1' });
    thanku.setTokens({ 'my-wallet': 'the-real-one' });
    expect(await thank('my-wallet', 'my-token-1')).toEqual(refused);
    expect(await thank('my-wallet', 'the-real-one')).toEqual([201, undefined]);
  });

  it('lives with a secret that nobody can use', async () => {
    await apply('my-shop', { slug: 'my-wallet' });
    aws.secrets.create([{ name: secretNames.thanku('local', 'my-shop'), value: 'no JSON' }]);
    expect(await thank('my-wallet', 'no JSON')).toEqual(refused);
  });
});

describe('the Thanx sandbox of a local stack', () => {
  async function call(method: string, path: string, bearer: string, body?: unknown) {
    const answer = await fetch(thanx.url + path, {
      method,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'accept-version': 'v4.0',
        'user-agent': 'thankflow/1.0.0',
        'x-clientid': 'c-1',
        authorization: `Bearer ${bearer}`,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  }
  const receipt = { merchant_id: 'm-9', amount: 45, payment_type: 'other', purchased_at: '2026-11-20T12:00:00Z' };

  it('knows the credential, the merchants and the fixed tokens that the stage has now', async () => {
    expect((await call('GET', '/partner/merchants', 'access-1')).status).toBe(401);
    await put(secretNames.thanx('local', 'main'), { clientId: 'c-1', accessToken: 'access-1' });
    expect(await call('GET', '/partner/merchants', 'access-1')).toEqual({ status: 200, body: { merchants: [] } });
    expect((await call('GET', '/partner/merchants', 'access-2')).status).toBe(401);

    await apply('my-shop', {}, loyal('my-shop', { merchantId: 'm-9', members: 'token' }));
    const listed = await call('GET', '/partner/merchants', 'access-1');
    expect(listed.body).toEqual({ merchants: [{ id: 'm-9', name: 'my-shop', handle: 'my-shop' }] });

    expect((await call('POST', '/receipts', 'fixed-token', { receipt })).status).toBe(401);
    await put(secretNames.thanxUser('local', 'main', 'my-shop'), { token: 'fixed-token' });
    expect((await call('POST', '/receipts', 'fixed-token', { receipt })).status).toBe(201);
    expect((await call('POST', '/receipts', 'another-token', { receipt })).status).toBe(401);
    const ofOther = { receipt: { ...receipt, merchant_id: 'm-1' } };
    expect((await call('POST', '/receipts', 'fixed-token', ofOther)).status).toBe(404);
  });

  it('knows the merchant’s key and location, and where purchases are reported', async () => {
    await put(secretNames.thanx('local', 'main'), { clientId: 'c-1', accessToken: 'access-1' });
    await apply('my-shop', {}, loyal('my-shop', { merchantId: 'm-9', mode: 'baskets', locationUid: 'loc-9' }));
    const { body } = await call('POST', '/partner/oauth/token', 'access-1', {
      merchant_id: 'm-9',
      email: 'a@example.com',
    });
    const send = async (key: string, location: string) => {
      const answer = await fetch(`${thanx.url}/api/baskets`, {
        method: 'POST',
        headers: loyaltyHeaders(key, String(body.access_token), Date.now()),
        body: JSON.stringify({
          id: 'my-shop.my-shop-1',
          state: 'billed',
          order_timestamp: '2026-11-20T12:00:00Z',
          location_uid: location,
          items: [{ id: '1', name: 'Bowl', price: 45 }],
          subtotal: 45,
        }),
      });
      return answer.status;
    };
    expect(await send('key-9', 'loc-9')).toBe(401);
    await put(secretNames.thanxMerchant('local', 'main', 'my-shop'), { merchantKey: 'key-9' });
    expect(await send('key-8', 'loc-9')).toBe(401);
    expect(await send('key-9', 'loc-8')).toBe(400);
    expect(await send('key-9', 'loc-9')).toBe(201);
    await put('thankflow/local/thanx/main/webhook', { current: 'webhook-secret' });
    expect((await accounts.thanx()).webhooks).toEqual([
      { clientId: 'c-1', url: 'http://127.0.0.1:9/thanx/main', secret: 'webhook-secret' },
    ]);
  });
});
