import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { secretNames } from '../../../lib/secrets/secrets.ts';
import { readManifest } from '../../../local/platforms/shopware/manifest.ts';
import { shopwareEvents } from '../../../lib/platforms/shopware/read.ts';
import { thankflow } from '../support.ts';
import { api, shopsToConnect } from './shops.ts';

let world: Awaited<ReturnType<typeof shopsToConnect>>;
let at: Awaited<ReturnType<(typeof world)['next']>>;

beforeAll(async () => {
  world = await shopsToConnect();
});
afterAll(() => world.close());
beforeEach(async () => {
  at = await world.next();
});

const run = (...args: string[]) =>
  thankflow(args, { env: { LOCAL_DIR: world.aws.folder }, stdin: 'thanku=the-thanku-token', cwd: at.cwd });
const connect = (...options: string[]) =>
  run('connect', 'shopware', '--shop', at.shop, '--by', 'ada', '--name', 'Linde', '--json', ...options);
const putApp = (...options: string[]) => run('secrets', 'put', 'app', '--shop', at.shop, '--json', ...options);
const appName = () => secretNames.app('local', at.shop);
const app = () => JSON.parse(world.aws.secrets.current(appName()) ?? 'null') as Record<string, unknown> | null;
const manifest = async () => await readFile(join(at.cwd, `${at.shop}-app`, 'Thankflow', 'manifest.xml'), 'utf8');
const register = () => {
  const registered = { shopId: 'hRCw2xo1EDZnLco4', url: 'https://linde.example', at: '2026-02-03T12:00:00.000Z' };
  world.aws.secrets.replace(appName(), JSON.stringify({ ...app(), registered }));
  world.aws.secrets.replace(secretNames.webhook('local', at.shop), '{"current":"of-the-registration"}');
};

describe('connect shopware', () => {
  it('makes an app that this shop alone can install, and no webhook secret', async () => {
    const ran = await connect();
    expect(ran.code).toBe(3);
    expect(JSON.parse(ran.stdout)).toMatchObject({ webhookSecret: 'none', webhooks: 'by-hand', credential: 'none' });
    expect(ran.stderr).toContain('Upload extension');
    const { setup, webhooks, privileges } = readManifest(await manifest());
    expect(setup).toEqual({
      name: 'Thankflow',
      registrationUrl: `${api}/handshakes/${at.shop}`,
      secret: app()?.['secret'],
    });
    expect(webhooks).toEqual(shopwareEvents.map((event) => ({ event, url: `${api}/webhooks/${at.shop}` })));
    expect(privileges).toContain('order:read');
    expect((await stat(join(at.cwd, `${at.shop}-app`, 'Thankflow', 'manifest.xml'))).mode & 0o077).toBe(0);
    expect(at.secret('webhook')).toBeNull();
    expect((await at.stored())!.settings).toMatchObject({ platform: 'shopware', reconcile: {} });
    expect(ran.stdout + ran.stderr).not.toContain(app()?.['secret']);
  });

  it('continues once the shop has registered, and changes nothing that is done', async () => {
    await connect();
    const before = app();
    await connect();
    expect(app()).toEqual(before);
    register();
    const ran = await connect();
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({ webhookSecret: 'kept', webhooks: 'exist', manifest: null });
  });
});

describe('secrets put app', () => {
  it('lets a shop register again with the same secret, or with a new one', async () => {
    await connect();
    register();
    const { secret } = app()!;
    expect(JSON.parse((await putApp()).stdout)).toMatchObject({
      outcome: 'kept',
      registered: { shopId: expect.any(String) },
    });
    expect(app()).toMatchObject({ registered: expect.any(Object) });
    expect((await putApp('--register-again')).code).toBe(0);
    expect(app()).toEqual({ name: 'Thankflow', secret });
    register();
    expect((await putApp('--new-secret')).code).toBe(0);
    expect(app()?.['registered']).toBeUndefined();
    expect(app()?.['secret']).not.toBe(secret);
    expect(await manifest()).toContain(app()?.['secret']);
  });

  it('is what a registered shop needs if its secret is wrong: nobody can give it one by hand', async () => {
    await connect();
    register();
    const before = at.secret('webhook');
    const ran = await thankflow(['secrets', 'put', 'webhook', '--shop', at.shop], {
      env: { LOCAL_DIR: world.aws.folder },
      stdin: 'typed-by-hand',
      cwd: at.cwd,
    });
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('--register-again') });
    expect(at.secret('webhook')).toEqual(before);
  });

  it('is for shops there are, and for one change at a time', async () => {
    expect(await putApp()).toMatchObject({ code: 2 });
    await connect();
    expect(await putApp('--register-again', '--new-secret')).toMatchObject({ code: 2 });
  });
});
