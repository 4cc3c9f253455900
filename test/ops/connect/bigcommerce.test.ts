import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bigCommerceScopesNeeded } from '../../../lib/platforms/bigcommerce/admin/webhooks.ts';
import { bigCommerceAccountOf } from '../../../local/platforms/known-access.ts';
import { startPlatformServer } from '../../../local/platforms/platform-server.ts';
import { thankflow } from '../support.ts';
import { api, shopsToConnect } from './shops.ts';

let world: Awaited<ReturnType<typeof shopsToConnect>>;
let at: Awaited<ReturnType<(typeof world)['next']>>;
let store: Awaited<ReturnType<typeof startPlatformServer>>;
const clientSecret = '9f2c1b7e4d8a3056c7e1f9b2a4d6083e5c7f1a9b3d2e4f60718293a4b5c6d7e8';

beforeAll(async () => {
  const shops = async () => [];
  [world, store] = await Promise.all([shopsToConnect(), startPlatformServer('bigcommerce', { shops, now: Date.now })]);
});
afterAll(() => Promise.all([world.close(), store.close()]));
beforeEach(async () => {
  at = await world.next();
});

const run = (command: string[], lines: string[] = []) =>
  thankflow(command, { env: { LOCAL_DIR: world.aws.folder }, stdin: lines.join('\n'), cwd: at.cwd });
const connect = (lines: string[], ...options: string[]) =>
  run(
    ['connect', 'bigcommerce', '--shop', at.shop, '--by', 'ada', '--url', store.url, ...options],
    ['thanku=the-thanku-token', ...lines],
  );
const credential = () => {
  const { storeHash, accessToken } = bigCommerceAccountOf(at.shop);
  return [`store-hash=${storeHash}`, `token=${accessToken}`];
};
const check = async () => {
  const ran = await run(['shops', 'check', at.shop, '--json']);
  const { findings } = JSON.parse(ran.stdout) as { findings: { code: string; state: string }[] };
  return findings.map(({ code }) => code).filter((code) => code.startsWith('webhook'));
};

describe('connect, for BigCommerce', () => {
  it('creates the webhooks, which the client secret of the API account signs', async () => {
    const ran = await connect([...credential(), `webhook=${clientSecret}`], '--yes', '--json');
    expect(ran).toMatchObject({ code: 0, stderr: expect.stringContaining('That has to be the webhook secret') });
    expect(JSON.parse(ran.stdout)).toMatchObject({ webhooks: 'created', webhookSecret: 'written' });
    for (const scope of bigCommerceScopesNeeded)
      expect(ran.stderr).toContain(`would create: ${scope} → ${api}/webhooks/${at.shop}`);
    expect(at.secret('webhook')).toEqual({ current: clientSecret });
    const { storeHash, accessToken } = bigCommerceAccountOf(at.shop);
    expect(at.secret('platform')).toEqual({ platform: 'bigcommerce', url: store.url, storeHash, accessToken });
    expect((await at.stored())!.settings).toMatchObject({ platform: 'bigcommerce', reconcile: {} });
    expect(await check()).toEqual(['webhooks']);
    for (const secret of [clientSecret, accessToken]) expect(ran.stdout + ran.stderr).not.toContain(secret);
  });

  it('switches a webhook on again, which nobody can do in the control panel', async () => {
    await connect([...credential(), `webhook=${clientSecret}`], '--yes');
    const { storeHash, accessToken } = bigCommerceAccountOf(at.shop);
    const hooks = `${store.url}/stores/${storeHash}/v3/hooks`;
    const headers = { 'x-auth-token': accessToken, accept: 'application/json' };
    const { data } = (await (await fetch(hooks, { headers })).json()) as { data: { id: number }[] };
    await fetch(`${hooks}/${data[0]!.id}`, { method: 'PUT', headers, body: '{"is_active":false}' });
    expect(await check()).toContain('webhook-paused');
    await run(['shops', 'check', at.shop, '--fix', '--yes']);
    expect(await check()).toEqual(['webhooks']);
  });

  it('makes no secret up, and takes none of another kind', async () => {
    expect(await connect(credential())).toMatchObject({ code: 3 });
    const ran = await connect(['webhook=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw']);
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('expected the client secret') });
    expect(at.secret('webhook')).toBeNull();
  });

  it.each([
    ['another store’s token', ['store-hash=abcde12345', 'token=bc_local_somebody'], '(401)'],
    ['a store hash with the whole path', ['store-hash=stores/abcde12345', 'token=bc_local_somebody'], 'store hash'],
  ])('refuses %s', async (_what, lines, why) => {
    const ran = await connect(lines);
    expect(ran.code).not.toBe(0);
    expect(ran.stderr).toContain(why);
    expect(at.secret('platform')).toBeNull();
  });

  it('gives the token to no other host', async () => {
    const other = [
      'connect',
      'bigcommerce',
      '--shop',
      at.shop,
      '--by',
      'ada',
      '--url',
      'https://api.bigcommerce.example',
    ];
    expect(await run(other, credential())).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('api.bigcommerce.com'),
    });
  });
});
