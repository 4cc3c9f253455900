import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RegistrationFailed } from '../../../local/platforms/shopware/handshake.ts';
import { appSecret, installation, startWorld, type World } from './world.ts';
import { thrownBy } from '../../support/thrown-by.ts';

let on: World;
beforeEach(async () => {
  on = await startWorld();
});
afterEach(() => on.close());

const { shopId, shopUrl: url } = installation;
const failing = (registering: Promise<string>) => thrownBy(RegistrationFailed, registering);
const state = () => ({ app: on.app(), webhook: on.webhook(), platform: on.platform() });

describe('somebody who knows only the secret of the app', () => {
  const other = { shopId: 'attacker', shopUrl: 'https://attacker.example' };

  it.each([
    ['as another shop', other],
    ['as the same shop', { shopUrl: other.shopUrl }],
    ['as the same shop, exactly', {}],
    ['with a made-up secret', { currentSecret: 'made-up' }],
  ])('cannot replace what a registered shop has: %s', async (_what, differs) => {
    await on.register();
    const before = state();
    const error = await failing(on.register(differs));
    expect(error.status).toBe(403);
    expect(error.message).toContain('allow a new registration');
    expect(state()).toEqual(before);
    expect(on.telemetry.counted).toEqual(['HandshakeRefused']);
    expect(on.telemetry.lines.at(-1)).toMatchObject({ level: 'error', message: 'handshake refused' });
  });

  it('cannot register another shop ID, even with the old secret', async () => {
    const secret = await on.register();
    expect((await failing(on.register({ ...other, currentSecret: secret }))).status).toBe(403);
  });

  it('cannot confirm a promise that was made before the shop registered', async () => {
    let before: unknown;
    const attempt = on.register(other, {
      beforeConfirming: async () => {
        await on.register();
        before = state();
      },
    });
    expect((await failing(attempt)).status).toBe(409);
    expect(state()).toEqual(before);
  });

  it('cannot confirm a promise that was made to the shop, without the old secret', async () => {
    const secret = await on.register();
    const before = state();
    // The attacker answers the promise of a rotation that the shop has begun.
    const query = `shop-id=${shopId}&shop-url=${url}&timestamp=${on.world.nowMs / 1000}`;
    const sign = (text: string, key: string) => createHmac('sha256', key).update(text).digest('hex');
    const promised = await on.ask('GET', query, {
      'shopware-app-signature': sign(query, appSecret),
      'shopware-shop-signature': sign(query, secret),
    });
    const answer = JSON.parse(promised.body) as { secret: string; confirmation_url: string };
    const body = JSON.stringify({
      apiKey: 'attackers-key',
      secretKey: 'attackers-secret',
      timestamp: String(on.world.nowMs / 1000),
      shopUrl: url,
      shopId,
    });
    const confirm = (more: Record<string, string>) =>
      on.ask(
        'POST',
        new URL(answer.confirmation_url).search.slice(1),
        {
          'shopware-shop-signature': sign(body, answer.secret),
          ...more,
        },
        body,
      );
    expect((await confirm({})).statusCode).toBe(403);
    expect((await confirm({ 'shopware-shop-signature-previous': sign(body, appSecret) })).statusCode).toBe(403);
    expect(state()).toEqual(before);
    expect((await confirm({ 'shopware-shop-signature-previous': sign(body, secret) })).statusCode).toBe(200);
  });

  it('can register again once an operator has allowed it', async () => {
    const old = await on.register();
    expect((await failing(on.register())).status).toBe(403);
    on.put('app', { name: 'Thankflow', secret: appSecret });
    const fresh = await on.register({ shopId: 'reinstalled' });
    expect(on.webhook()).toMatchObject({ current: fresh, previous: { secret: old } });
    expect(on.app().registered?.shopId).toBe('reinstalled');
  });
});

describe('an older Shopware, which signs once', () => {
  it('registers, and cannot replace its secret without an operator', async () => {
    const old = await on.register({}, { signsTwice: false });
    const error = await failing(on.register({ currentSecret: old }, { signsTwice: false }));
    expect(error.message).toContain('lacks the signature with its current secret');
  });
});
