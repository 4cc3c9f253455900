import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { serve, type Served } from '../../../local/http/serve.ts';
import { localPlatform } from '../../../local/platforms/local-platform.ts';
import { websiteIdOf } from '../../../local/platforms/squarespace/webhooks.ts';
import { thankflow } from '../support.ts';
import { api, shopsToConnect } from './shops.ts';

let world: Awaited<ReturnType<typeof shopsToConnect>>;
let at: Awaited<ReturnType<(typeof world)['next']>>;
let sandbox: Awaited<ReturnType<typeof localPlatform>>;
let served: Served;

beforeAll(async () => {
  world = await shopsToConnect();
  sandbox = await localPlatform('squarespace', { shops: async () => [], now: Date.now });
  served = await serve(sandbox.handle, 0);
});
afterAll(async () => {
  await served.close();
  await Promise.all([sandbox.close(), world.close()]);
});
beforeEach(async () => {
  at = await world.next();
});

const secret = 'F3F9B981C78E7A6187E42853F6CE2804177E98206164779423B02DEC981ACD6A';
const url = () => `http://127.0.0.1:${served.port}`;
const run = (command: string[], lines: string[]) =>
  thankflow(command, { env: { LOCAL_DIR: world.aws.folder }, stdin: lines.join('\n'), cwd: at.cwd });
const connect = (lines: string[]) =>
  run(['connect', 'squarespace', '--shop', at.shop, '--by', 'ada', '--url', url()], lines);

describe('connecting a Squarespace site', () => {
  it('tries the API key, and says how a person creates the webhooks', async () => {
    const ran = await connect([`key=sqsp_local_${at.shop}`, `webhook=${secret}`, 'thanku=the-thanku-token']);
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stdout).toContain(`The credential works. It belongs to the site ${websiteIdOf(at.shop)}.`);
    expect(ran.stderr).toContain('it can’t see the shop’s webhooks'.replaceAll('’', "'"));
    expect(ran.stderr).toContain(`"endpointUrl":"${api}/webhooks/${at.shop}"`);
    expect(at.secret('webhook')).toEqual({ current: secret });
    expect(at.secret('platform')).toEqual({ platform: 'squarespace', url: url(), apiKey: `sqsp_local_${at.shop}` });
    expect((await at.stored())!.settings).toMatchObject({ platform: 'squarespace', reconcile: {} });
    expect(ran.stdout + ran.stderr).not.toMatch(new RegExp(`${secret}|sqsp_local_`));
  });

  it("says that it doesn't use the site's ID for a shop that has settings already", async () => {
    const lines = [`key=sqsp_local_${at.shop}`, `webhook=${secret}`, 'thanku=the-thanku-token'];
    await connect(lines);
    const withId = (id: string) =>
      run(['connect', 'squarespace', '--shop', at.shop, '--by', 'ada', '--url', url(), '--platform-shop-id', id], []);
    const ran = await withId(websiteIdOf(at.shop));
    expect(ran.stderr).toContain(`Write \`platformShopId: ${websiteIdOf(at.shop)}\``);
    expect((await at.stored())!.settings).not.toHaveProperty('platformShopId');
  });

  it('makes up no secret, because Squarespace does', async () => {
    const ran = await connect([`key=sqsp_local_${at.shop}`, 'thanku=the-thanku-token']);
    expect(ran).toMatchObject({ code: 3, stderr: expect.stringContaining('Until the webhook secret is stored') });
    expect(at.secret('webhook')).toBeNull();
  });

  it.each(['abc', secret.slice(2), `whsec_${secret}`])('refuses "%s" for a secret', async (text) => {
    const ran = await connect([`key=sqsp_local_${at.shop}`, `webhook=${text}-long-enough`]);
    expect(ran.code).not.toBe(0);
    expect(ran.stderr).toContain('expected the 64 hex digits');
    expect(ran.stderr.match(/Nothing was written/g)).toHaveLength(1);
    expect(at.secret('webhook')).toBeNull();
  });

  it('refuses a key that Squarespace doesn’t know, and writes nothing', async () => {
    const ran = await connect(['key=another-key-of-nobody']);
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('(401)') });
    expect(at.secret('platform')).toBeNull();
  });

  it('gives the key to no other host', async () => {
    const ran = await run(
      ['connect', 'squarespace', '--shop', at.shop, '--by', 'ada', '--url', 'https://api.squarespace.example'],
      ['key=some-key-of-somebody'],
    );
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining('https://api.squarespace.com') });
  });
});

describe('shops check', () => {
  it('says that the webhooks can’t be compared, and what the credential can do', async () => {
    await connect([`key=sqsp_local_${at.shop}`, `webhook=${secret}`, 'thanku=the-thanku-token']);
    const ran = await run(['shops', 'check', at.shop, '--json'], []);
    const { findings } = JSON.parse(ran.stdout) as { findings: { code: string; is: string }[] };
    const codes = findings.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['credential', 'credential-limit', 'reconcile-on']));
    expect(codes.filter((code) => code.startsWith('webhook-'))).toEqual([]);
  });
});
