import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { liveSecrets } from '../../../lib/secrets/read.ts';
import { RegistrationFailed } from '../../../local/platforms/shopware/handshake.ts';
import { appSecret, installation, startWorld, type World } from './world.ts';
import { thrownBy } from '../../support/thrown-by.ts';

let on: World;
beforeEach(async () => {
  on = await startWorld();
});
afterEach(() => on.close());

const { shopId, shopUrl: url, apiKey, secretKey } = installation;
const credential = { platform: 'shopware', url, clientId: apiKey, clientSecret: secretKey };
const failing = (registering: Promise<string>) => thrownBy(RegistrationFailed, registering);
const state = () => ({ app: on.app(), webhook: on.webhook(), platform: on.platform() });

describe('a first registration', () => {
  it('puts secret and credential in effect once it is confirmed, not before', async () => {
    let before: unknown;
    const secret = await on.register({}, { beforeConfirming: () => void (before = state()) });
    expect(before).toEqual({ app: { name: 'Thankflow', secret: appSecret } });
    expect(state()).toEqual({
      app: { name: 'Thankflow', secret: appSecret, registered: { shopId, url, at: '2026-02-03T12:00:00.000Z' } },
      webhook: { current: secret },
      platform: credential,
    });
    expect(on.telemetry.counted).toEqual([]);
  });

  it('says nothing secret in the log', async () => {
    const secret = await on.register();
    const log = JSON.stringify(on.telemetry.lines);
    expect(log).toContain('handshake confirmed');
    for (const hidden of [secret, appSecret, apiKey, secretKey]) expect(log).not.toContain(hidden);
  });

  it('replaces a webhook secret that somebody had put, which stays valid for a minute', async () => {
    on.put('webhook', { current: 'put-by-hand', previous: { secret: 'older', expiresAt: '2026-02-04T00:00:00Z' } });
    const secret = await on.register();
    expect(on.webhook()).toEqual({
      current: secret,
      previous: { secret: 'put-by-hand', expiresAt: '2026-02-03T12:01:00.000Z' },
    });
  });

  it('can be repeated if the shop gave up in between', async () => {
    await failing(on.register({}, { beforeConfirming: () => Promise.reject(new RegistrationFailed('gave up')) }));
    const secret = await on.register();
    expect(on.webhook()).toEqual({ current: secret });
  });
});

describe('a replaced secret', () => {
  it('is signed for with the old one, which stays valid for a minute', async () => {
    const old = await on.register();
    on.world.nowMs += 1000;
    const fresh = await on.register({
      currentSecret: old,
      secretKey: 'fresh-credential',
      shopUrl: 'https://new.example',
    });
    const webhook = on.webhook()!;
    expect(liveSecrets(webhook, on.world.nowMs + 59_999)).toEqual([fresh, old]);
    expect(liveSecrets(webhook, on.world.nowMs + 60_000)).toEqual([fresh]);
    expect(on.platform()).toMatchObject({ clientSecret: 'fresh-credential', url: 'https://new.example' });
    expect(on.app().registered).toMatchObject({ url: 'https://new.example' });
    expect(on.telemetry.lines.at(-1)?.fields).toMatchObject({ outcome: 'confirmed', isMoved: true });
  });

  it('may be replaced again within that minute', async () => {
    const first = await on.register();
    const second = await on.register({ currentSecret: first });
    const third = await on.register({ currentSecret: second });
    expect(liveSecrets(on.webhook()!, on.world.nowMs)).toEqual([third, second]);
  });
});

describe('at the same time', () => {
  it('one of several first registrations wins, with its own credential', async () => {
    const shops = Array.from({ length: 6 }, (_, index) => ({
      shopId: `shop-${index}`,
      shopUrl: `https://shop-${index}.example`,
    }));
    const ended = await Promise.allSettled(shops.map((one) => on.register(one)));
    const winners = ended.flatMap((one, index) => (one.status === 'fulfilled' ? [{ index, secret: one.value }] : []));
    expect(winners).toHaveLength(1);
    const [{ index, secret } = { index: -1, secret: '' }] = winners;
    expect(on.webhook()).toEqual({ current: secret });
    expect(on.platform()).toMatchObject({ url: `https://shop-${index}.example` });
    expect(on.app().registered?.shopId).toBe(`shop-${index}`);
  });

  it('an operator who puts a secret during a confirmation is not overwritten', async () => {
    on.before('replace', 'webhook', () => on.put('webhook', { current: 'put-by-hand' }));
    expect((await failing(on.register())).status).toBe(409);
    expect(on.webhook()).toEqual({ current: 'put-by-hand' });
    expect([on.platform(), on.app().registered]).toEqual([undefined, undefined]);
  });

  it('nor is a credential that the operator puts, and the shop can register again', async () => {
    const byHand = { ...credential, clientId: 'put-by-hand' };
    on.before('replace', 'platform', () => on.put('platform', byHand));
    expect((await failing(on.register())).status).toBe(503);
    expect([on.platform(), on.app().registered]).toEqual([byHand, undefined]);
    await on.register();
    expect(on.platform()).toEqual(credential);
  });

  it('an operator who changes the app during a confirmation: the shop registers again, instead of staying unmarked', async () => {
    on.before('replace', 'app', () => on.put('app', { name: 'Thankflow', secret: appSecret }));
    expect((await failing(on.register())).status).toBe(503);
    expect(on.app().registered).toBeUndefined();
    await on.register();
    expect(on.app().registered).toMatchObject({ shopId });
  });

  it('a confirmation that is sent twice counts once', async () => {
    let sent: { url: string; body: string; headers: Record<string, string> } | undefined;
    const original = globalThis.fetch;
    const recording: typeof fetch = async (input, init) => {
      if (init?.method === 'POST' && typeof input === 'string' && typeof init.body === 'string')
        sent = { url: input, body: init.body, headers: init.headers as Record<string, string> };
      return await original(input, init);
    };
    globalThis.fetch = recording;
    try {
      await on.register();
    } finally {
      globalThis.fetch = original;
    }
    const before = state();
    const again = () => fetch(sent!.url, { method: 'POST', body: sent!.body, headers: sent!.headers });
    expect((await again()).status).toBe(200);
    expect({ ...state(), app: before.app }).toEqual(before);
    // After the next one, it's old.
    await on.register({ currentSecret: before.webhook!.current });
    const after = state();
    expect((await again()).status).toBe(409);
    on.world.nowMs += 600_001;
    expect((await again()).status).toBe(401);
    expect(state()).toEqual(after);
  });
});

describe('a failure in the middle', () => {
  const fault = () => {
    throw new Error('Secrets Manager is away');
  };

  it.each(['webhook', 'platform', 'app'] as const)(
    'of a first registration, at the secret %s, lets it be repeated',
    async (name) => {
      on.before('replace', name, fault);
      expect((await failing(on.register())).status).toBe(503);
      expect(on.app().registered).toBeUndefined();
      const secret = await on.register({ secretKey: 'second-attempt' });
      expect(on.webhook()).toMatchObject({ current: secret });
      expect(on.platform()).toMatchObject({ clientSecret: 'second-attempt' });
      expect(on.app().registered).toMatchObject({ shopId });
    },
  );

  it.each([
    ['webhook', 'old'],
    ['platform', 'promised'],
    ['app', 'promised'],
  ] as const)('of a rotation, at the secret %s, leaves the %s secret to sign with', async (name, left) => {
    const old = await on.register();
    on.before('replace', name, fault);
    expect((await failing(on.register({ currentSecret: old }))).status).toBe(503);
    // Shopware tries the secrets that thankflow may have.
    const held = on.webhook()!.current;
    expect(held === old).toBe(left === 'old');
    const fresh = await on.register({ currentSecret: held, secretKey: 'second-attempt' });
    expect(on.webhook()).toMatchObject({ current: fresh, previous: { secret: held } });
    expect(on.platform()).toMatchObject({ clientSecret: 'second-attempt' });
  });
});
