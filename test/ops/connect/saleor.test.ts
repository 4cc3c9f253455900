import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inOneLine, saleorSubscription, saleorTopics } from '../../../lib/platforms/saleor/query.ts';
import { serve, type Served } from '../../../local/http/serve.ts';
import { localPlatform } from '../../../local/platforms/local-platform.ts';
import { thankflow } from '../support.ts';
import { api, shopsToConnect } from './shops.ts';

let world: Awaited<ReturnType<typeof shopsToConnect>>;
let at: Awaited<ReturnType<(typeof world)['next']>>;
let sandbox: Awaited<ReturnType<typeof localPlatform>>;
let served: Served;

beforeAll(async () => {
  world = await shopsToConnect();
  sandbox = await localPlatform('saleor', { shops: async () => [], now: Date.now });
  served = await serve(sandbox.handle, 0);
});
afterAll(async () => {
  await served.close();
  await Promise.all([sandbox.close(), world.close()]);
});
beforeEach(async () => {
  at = await world.next();
});

const domain = 'oak.saleor.cloud';
const run = (command: string[], lines: string[]) =>
  thankflow(command, { env: { LOCAL_DIR: world.aws.folder }, stdin: lines.join('\n'), cwd: at.cwd });
const connect = (lines: string[], ...options: string[]) =>
  run(
    ['connect', 'saleor', '--shop', at.shop, '--by', 'ada', '--yes', '--platform-shop-id', domain, ...options],
    lines,
  );
const url = () => ['--url', `http://127.0.0.1:${served.port}/graphql/`];

describe('connecting a Saleor shop', () => {
  it('creates the webhooks with the app’s token, and needs no webhook secret', async () => {
    const token = `token=saleor_local_${at.shop}`;
    const ran = await connect([token, 'thanku=the-thanku-token'], ...url(), '--json');
    expect(ran).toMatchObject({ code: 0 });
    expect(JSON.parse(ran.stdout)).toMatchObject({
      credential: 'written',
      webhookSecret: 'not-needed',
      webhooks: 'created',
    });
    expect(at.secret('webhook')).toBeNull();
    expect((await at.stored())!.settings).toMatchObject({ platformShopId: domain, reconcile: {} });
    expect(ran.stdout + ran.stderr).not.toContain('saleor_local_');

    const checked = await run(['shops', 'check', at.shop, '--json'], []);
    const { findings } = JSON.parse(checked.stdout) as { findings: { code: string; state: string }[] };
    expect(findings.map(({ code }) => code)).toEqual(expect.arrayContaining(['credential', 'reconcile-on']));
    expect(findings.filter(({ state }) => state === 'wrong')).toEqual([]);
  });

  it('drops no token that a script gives without the address', async () => {
    const ran = await connect([`token=saleor_local_${at.shop}`, 'thanku=the-thanku-token']);
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining('without a terminal, --url is required') });
    expect(at.secret('platform')).toBeNull();
  });

  it('refuses a wrong token, and names a command that writes it all the same', async () => {
    const ran = await connect(['token=mistyped-0123456789'], ...url());
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('The credential doesn') });
    expect(ran.stderr).toContain(`./thankflow secrets put platform --shop ${at.shop} --unchecked`);
  });

  it('says by hand what to do, with the query', async () => {
    const ran = await connect(['thanku=the-thanku-token'], '--no-api');
    expect(ran.stderr + ran.stdout).toContain(inOneLine(saleorSubscription('3.22')));
    expect(ran.stderr + ran.stdout).toContain(`${api}/webhooks/${at.shop}`);
    expect(saleorTopics).toHaveLength(5);
  });

  it('refuses a token that Saleor doesn’t know, and writes nothing', async () => {
    const ran = await connect(['token=another-token-of-nobody'], ...url());
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining("Saleor doesn't know the token") });
    expect(at.secret('platform')).toBeNull();
  });

  it('refuses a domain that is none', async () => {
    const options = [
      'connect',
      'saleor',
      '--shop',
      at.shop,
      '--by',
      'ada',
      '--no-api',
      '--platform-shop-id',
      'https://oak',
    ];
    expect((await run(options, ['thanku=the-thanku-token'])).stderr).toContain('expected the domain of its API');
  });

  it('puts no webhook secret', async () => {
    await connect(['thanku=the-thanku-token'], '--no-api');
    const ran = await run(['secrets', 'put', 'webhook', '--shop', at.shop], ['a-secret-of-somebody']);
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('Saleor publishes the keys') });
  });
});
