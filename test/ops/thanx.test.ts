import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clientConfig } from '../../lib/local-stack/endpoints.ts';
import { thanxHeaders } from '../../lib/partners/thanx/headers.ts';
import { secretNames } from '../../lib/secrets/secrets.ts';
import { applySettings } from '../../lib/shops/apply-settings.ts';
import { credentialControl, shopSecretsControl } from '../../lib/store/control.ts';
import { startThanxSandbox, type ThanxSandbox } from '../../local/partners/thanx-sandbox.ts';
import { lookAtSecret, replaceSecret } from '../../lib/secrets/writer.ts';
import { settingsWith } from '../lib/order/support.ts';
import { startLocalAws, type LocalAws } from '../support/local-aws.ts';
import { admin, injectFault } from '../support/partner-faults.ts';
import { thankflow } from './support.ts';

const token = 'partner-token-that-nobody-may-see';
let aws: LocalAws;
let thanx: ThanxSandbox;

beforeAll(async () => {
  thanx = await startThanxSandbox({
    port: 0,
    credentials: [{ clientId: 'client-1', accessToken: token }],
    merchants: [
      { id: 'm-1', name: 'Oak & Ash', handle: 'oak' },
      { id: 'm-2', name: 'Foo', handle: 'foo' },
    ],
    // One more than documented: a test below asks for a token of its own, without a permit.
    settings: {
      limits: [
        { requests: 6, windowMs: 1000 },
        { requests: 2001, windowMs: 900_000 },
      ],
    },
  });
  aws = await startLocalAws({ thanx: thanx.url });
  const shops = [
    ['oak-shop', { thanx: { credential: 'main', merchantId: 'm-1', currency: 'EUR' } }],
    ['far-shop', { thanx: { credential: 'main', merchantId: 'm-3', currency: 'EUR' } }],
    ['token-shop', { thanx: { credential: 'main', merchantId: 'm-1', currency: 'EUR', members: 'token' } }],
    ['no-loyalty', {}],
  ] as const;
  for (const [shop, rest] of shops) {
    const settings = settingsWith({ slug: shop }, { shop, platform: 'standard', ...rest });
    await applySettings(aws, settings, { by: 'ada', now: Date.now });
  }
});
afterAll(() => Promise.all([aws.close(), thanx.close()]));
beforeEach(() => putCredential(token));
afterEach(async () => {
  await admin(thanx, 'DELETE /faults');
  await admin(thanx, 'PUT /credentials', { clientId: 'client-1', accessToken: token });
  await credentialControl(aws.documents, aws.controlTable, 'main').change(() => ({}));
});

const put = async (to: LocalAws, name: string, value: object) => {
  const client = new SecretsManagerClient(clientConfig(to.secrets.url, 'eu-central-1'));
  await replaceSecret(client, await lookAtSecret(client, name), value, {});
};
const putCredential = (accessToken?: string, to = aws) =>
  put(to, secretNames.thanx('local', 'main'), { clientId: 'client-1', accessToken });
const putUserToken = (userToken: string) =>
  put(aws, secretNames.thanxUser('local', 'main', 'token-shop'), { token: userToken });
const check = async (...args: string[]) => {
  const ran = await thankflow(['thanx', 'check', ...args], { env: { LOCAL_DIR: aws.folder } });
  expect(ran.stdout + ran.stderr).not.toContain(token);
  return ran;
};
const problems = async (...args: string[]) => {
  const ran = await check(...args, '--json');
  return { code: ran.code, ...(JSON.parse(ran.stdout) as { problems: { code: string; message: string }[] }) };
};

describe('thanx check', () => {
  it('finds everything there for a shop', async () => {
    const ran = await check('--shop', 'oak-shop');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain('auth.create ok');
    expect(ran.stdout).toMatch(/m-1 {2}Oak & Ash {2}oak ok, this shop's/);
    expect(ran.stdout).toContain('Everything works.');
  });

  it('counts its own calls among the permits, and makes no more than two', async () => {
    const before = (await admin(thanx, 'GET /books'))['requests'];
    const ran = await check('--credential', 'main', '--json');
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      ok: true,
      credential: 'main',
      requiredScopes: ['auth.create'],
      scopes: ['auth.create', 'users.read'],
      merchants: [{ id: 'm-1' }, { id: 'm-2' }],
      permits: { usedInWindow: expect.any(Number), windowMs: 900_000 },
      problems: [],
    });
    expect((await admin(thanx, 'GET /books'))['requests']).toBe(Number(before) + 2);
    const permits = JSON.parse(ran.stdout) as { permits: { usedInWindow: number } };
    expect(permits.permits.usedInWindow).toBeGreaterThanOrEqual(2);
    const rows = await aws.all(aws.controlTable);
    expect(rows.some(({ pk, sk }) => pk === 'thanx#main' && sk === 'permits')).toBe(true);
  });

  it('says which merchant is missing, and what was probably meant', async () => {
    const ran = await check('--shop', 'far-shop');
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(/merchant "m-3" isn't one of .*did you mean "m-1"/);
    expect(ran.stderr).toContain('thanx.merchantId');
  });

  it('says which scope is missing', async () => {
    await admin(thanx, 'PUT /credentials', { clientId: 'client-1', accessToken: token, scopes: ['tags.read'] });
    const ran = await check('--shop', 'oak-shop');
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('auth.create is missing') });
    expect(ran.stdout).toMatch(/Scopes: tags\.read\n {2}auth\.create missing, needed/);
  });

  it('says since when and why the credential’s circuit is open', async () => {
    const since = '2026-03-01T12:00:00.000Z';
    await credentialControl(aws.documents, aws.controlTable, 'main').change(() => ({
      hold: { reason: 'unauthorized', since, probeAt: Date.parse('2026-03-01T12:15:00Z') },
    }));
    const found = await problems('--shop', 'oak-shop');
    expect(found.code).toBe(1);
    expect(found.problems).toMatchObject([
      {
        code: 'held',
        message: expect.stringMatching(
          /open since 2026-03-01T12:00:00.000Z: Thanx refused it .*: \.\/thankflow resume --credential main --stage local$/,
        ),
      },
    ]);
  });

  it('a wrong secret: one line, and what to do', async () => {
    await putCredential('another-token');
    const ran = await check('--credential', 'main');
    expect(ran.code).toBe(1);
    expect(ran.stderr.trim().split('\n')).toHaveLength(1);
    expect(ran.stderr).toMatch(/credential "main" \(401\).*secrets put thanx --credential main --stage local/);
  });

  it.each([
    [{ fault: 'reset-before' }, 'no-answer'],
    [{ fault: 'status', status: 503 }, 'no-answer'],
    [{ fault: 'status', status: 301, location: 'https://example.com' }, 'moved'],
    [{ fault: 'status', status: 200, body: '<html>' }, 'no-answer'],
    [{ fault: 'status', status: 400, body: '{"error":{"code":"BAD_REQUEST"}}' }, 'no-answer'],
  ])('Thanx answers with %j: %s', async (fault, code) => {
    await injectFault(thanx, fault);
    expect(await problems('--credential', 'main')).toMatchObject({ code: 1, problems: [{ code }] });
  });

  it('a shop with a fixed user token: asks as its member, and needs no scope', async () => {
    await admin(thanx, 'PUT /credentials', { clientId: 'client-1', accessToken: token });
    expect(await problems('--shop', 'token-shop')).toMatchObject({ code: 1, problems: [{ code: 'no-user-token' }] });

    const minted = await fetch(`${thanx.url}/partner/oauth/token`, {
      method: 'POST',
      headers: thanxHeaders({ clientId: 'client-1' }, token, Date.now()),
      body: JSON.stringify({ merchant_id: 'm-1', email: 'house@example.com' }),
    });
    const { access_token: userToken } = (await minted.json()) as { access_token: string };
    await putUserToken(userToken);
    await admin(thanx, 'PUT /credentials', { clientId: 'client-1', accessToken: token, scopes: ['tags.read'] });
    const ran = await check('--shop', 'token-shop');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).not.toContain(userToken);

    await admin(thanx, 'DELETE /tokens');
    const refused = await check('--shop', 'token-shop');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('secrets put thanx-user') });
    expect(refused.stderr).not.toContain(userToken);

    await shopSecretsControl(
      aws.documents,
      aws.controlTable,
      'main',
    )('token-shop').change(() => ({
      hold: { reason: 'unauthorized', since: '2026-03-01T12:00:00.000Z', probeAt: 0 },
    }));
    expect(await problems('--shop', 'token-shop')).toMatchObject({
      problems: [
        {
          code: 'held',
          message: expect.stringContaining('the user token of token-shop has been open since 2026-03-01'),
        },
        { code: 'user-token-refused' },
      ],
    });
  });

  it('an unreadable secret is named by its fields', async () => {
    await putCredential(undefined);
    const ran = await check('--credential', 'main');
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('accessToken') });
  });

  it.each([
    [[], 2, 'either --shop <id> or --credential <name>'],
    [['--shop', 'oak-shop', '--credential', 'main'], 2, 'either --shop <id> or --credential <name>'],
    [['--credential', 'mian'], 2, '(did you mean "main"?)'],
    [['--shop', 'oak-shp'], 2, '(did you mean "oak-shop"?)'],
    [['--shop', 'no-loyalty'], 1, 'sends nothing to Thanx'],
  ])('%j ends with %i', async (args, code, message) => {
    expect(await check(...args)).toMatchObject({ code, stderr: expect.stringContaining(message) });
  });
});

describe('thanx check without a Thanx', () => {
  it('says that it cannot be reached, and that there is no secret', async () => {
    const nowhere = await startLocalAws();
    const run = () => thankflow(['thanx', 'check', '--credential', 'main'], { env: { LOCAL_DIR: nowhere.folder } });
    expect(await run()).toMatchObject({ code: 1, stderr: expect.stringContaining('there is no secret') });
    await putCredential(token, nowhere);
    const unreachable = /can't reach Thanx at http:\/\/127\.0\.0\.1:9: .*ECONNREFUSED/;
    expect(await run()).toMatchObject({ code: 1, stderr: expect.stringMatching(unreachable) });
    await nowhere.close();
  });
});
