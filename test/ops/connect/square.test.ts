import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PlatformShop } from '../../../local/platform-shops.ts';
import { squareTokenOf } from '../../../local/platforms/known-access.ts';
import { startPlatformServer } from '../../../local/platforms/platform-server.ts';
import { thankflow } from '../support.ts';
import { api, shopsToConnect } from './shops.ts';

let world: Awaited<ReturnType<typeof shopsToConnect>>;
let at: Awaited<ReturnType<(typeof world)['next']>>;
let square: Awaited<ReturnType<typeof startPlatformServer>>;
/** The sellers for whom a person has created a subscription. */
const subscribed: PlatformShop[] = [];
const key = 'Ra4j7aXmCvxtGYlSuV0gAg';
const merchant = 'MLQ5ZC7VYC3V4';

beforeAll(async () => {
  const shops = async () => subscribed;
  [world, square] = await Promise.all([shopsToConnect(), startPlatformServer('square', { shops, now: Date.now })]);
});
afterAll(() => Promise.all([world.close(), square.close()]));
beforeEach(async () => {
  at = await world.next();
});

const run = (command: string[], lines: string[] = []) =>
  thankflow(command, { env: { LOCAL_DIR: world.aws.folder }, stdin: lines.join('\n'), cwd: at.cwd });
const connect = (lines: string[], ...options: string[]) =>
  run(
    ['connect', 'square', '--shop', at.shop, '--by', 'ada', '--platform-shop-id', merchant, ...options],
    ['thanku=the-thanku-token', ...lines],
  );

describe('connect, for Square', () => {
  it('says which URL to type, to the letter, and keeps the token and the signature key', async () => {
    const ran = await connect([`token=${squareTokenOf(at.shop)}`, `webhook=${key}`], '--url', square.url, '--yes');
    expect(ran).toMatchObject({ code: 0, stderr: expect.stringContaining('exactly like that') });
    expect(ran.stderr).toContain(`Notification URL: ${api}/webhooks/${at.shop}\n`);
    expect(at.secret('webhook')).toEqual({ current: key });
    const accessToken = squareTokenOf(at.shop);
    expect(at.secret('platform')).toEqual({ platform: 'square', url: square.url, accessToken });
    const { settings } = (await at.stored())!;
    expect(settings).toMatchObject({ platform: 'square', platformShopId: merchant, reconcile: {} });
    for (const secret of [key, accessToken]) expect(ran.stdout + ran.stderr).not.toContain(secret);
  });

  it.each(['sq0csp-0123456789abcdef', 'EAAA0123456789abcdef'])('takes %s for no signature key', async (wrong) => {
    const ran = await connect([`webhook=${wrong}`]);
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('expected the signature key') });
    expect(ran.stderr).not.toContain(wrong);
    expect(at.secret('webhook')).toBeNull();
  });

  it.each([
    [
      'another host',
      'https://connect.squareup.com.example',
      'EAAA0123456789',
      'expected https://connect.squareup.com or',
    ],
    ['the ID of the application', undefined, 'sq0idp-0123456789', 'access token (EAAA…)'],
  ])('refuses %s', async (_what, url, token, why) => {
    const ran = await connect([`token=${token}`, `webhook=${key}`], '--url', url ?? square.url);
    expect(ran.code).not.toBe(0);
    expect(ran.stderr).toContain(why);
    expect(ran.stderr).not.toContain(token);
    expect(at.secret('platform')).toBeNull();
  });

  it('finds a subscription with another spelling of the URL, whose webhooks would all be refused', async () => {
    const typed = `${api}/Webhooks/${at.shop}/`;
    subscribed.push({ id: at.shop, webhookUrl: typed, webhookSecret: key, platformShopId: merchant });
    await connect([`token=${squareTokenOf(at.shop)}`, `webhook=${key}`], '--url', square.url);
    const checked = await run(['shops', 'check', at.shop]);
    expect(checked.stdout).toContain(`It must be exactly ${api}/webhooks/${at.shop}. It is ${typed} there`);
  });
});
