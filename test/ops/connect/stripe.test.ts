import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PlatformShop } from '../../../local/platform-shops.ts';
import { startPlatformServer } from '../../../local/platforms/platform-server.ts';
import { stripeKeyOf } from '../../../local/platforms/known-access.ts';
import { thankflow } from '../support.ts';
import { api, shopsToConnect } from './shops.ts';

let world: Awaited<ReturnType<typeof shopsToConnect>>;
let at: Awaited<ReturnType<(typeof world)['next']>>;
let stripe: Awaited<ReturnType<typeof startPlatformServer>>;
/** The shops for which a person has created a destination in the Dashboard. */
const withDestination: PlatformShop[] = [];
const signing = 'whsec_0123456789abcdef0123456789abcdef';

beforeAll(async () => {
  const shops = async () => withDestination;
  [world, stripe] = await Promise.all([shopsToConnect(), startPlatformServer('stripe', { shops, now: Date.now })]);
});
afterAll(() => Promise.all([world.close(), stripe.close()]));
beforeEach(async () => {
  at = await world.next();
});

const run = (lines: string[], ...options: string[]) =>
  thankflow(['connect', 'stripe', '--shop', at.shop, '--by', 'ada', ...options], {
    env: { LOCAL_DIR: world.aws.folder },
    stdin: ['thanku=the-thanku-token', ...lines].join('\n'),
    cwd: at.cwd,
  });

describe('connect, for Stripe', () => {
  it('says how a person creates the destination, whose secret Stripe shows, and keeps the restricted key', async () => {
    const lines = [`key=${stripeKeyOf(at.shop)}`, `webhook=${signing}`];
    const ran = await run(lines, '--url', stripe.url, '--yes');
    expect(ran).toMatchObject({ code: 0, stderr: expect.stringContaining('Add destination') });
    expect(ran.stderr).toContain(`${api}/webhooks/${at.shop}`);
    expect(at.secret('webhook')).toEqual({ current: signing });
    expect(at.secret('platform')).toEqual({ platform: 'stripe', url: stripe.url, apiKey: stripeKeyOf(at.shop) });
    expect((await at.stored())!.settings).toMatchObject({ platform: 'stripe', reconcile: {} });
    for (const secret of [signing, stripeKeyOf(at.shop)]) expect(ran.stdout + ran.stderr).not.toContain(secret);
  });

  it('makes no secret up, because only Stripe does', async () => {
    const ran = await run([]);
    expect(ran).toMatchObject({ code: 3, stderr: expect.stringContaining('Until the webhook secret is stored') });
    expect(at.secret('webhook')).toBeNull();
  });

  it('takes no API key for a signing secret', async () => {
    const ran = await run(['webhook=sk_live_0123456789abcdef']);
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('begin with whsec_') });
    expect(ran.stderr).not.toContain('sk_live_0123456789abcdef');
    expect(at.secret('webhook')).toBeNull();
  });

  it('knows a destination that exists', async () => {
    withDestination.push({ id: at.shop, webhookUrl: `${api}/webhooks/${at.shop}`, webhookSecret: signing });
    const lines = [`key=${stripeKeyOf(at.shop)}`, `webhook=${signing}`];
    const ran = await run(lines, '--url', stripe.url, '--yes', '--json');
    expect(JSON.parse(ran.stdout)).toMatchObject({ webhooks: 'exist', webhookSecret: 'written' });
  });

  it.each([
    ['another host', 'https://api.stripe.com.example', 'rk_live_0123456789', 'expected https://api.stripe.com'],
    ['a key that reads nothing', undefined, 'pk_live_0123456789', 'restricted key (rk_…)'],
  ])('refuses %s', async (_what, url, key, why) => {
    const ran = await run([`key=${key}`, `webhook=${signing}`], '--url', url ?? stripe.url);
    expect(ran.code).not.toBe(0);
    expect(ran.stderr).toContain(why);
    expect(ran.stderr).not.toContain(key);
    expect(at.secret('platform')).toBeNull();
  });
});
