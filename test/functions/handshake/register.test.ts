import { createHmac } from 'node:crypto';
import { AppServer, InMemoryShopRepository } from '@shopware-ag/app-server-sdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appSecret, installation, startWorld, type World } from './world.ts';

let on: World;
beforeEach(async () => {
  on = await startWorld();
});
afterEach(() => on.close());

const hmac = (message: string, secret = appSecret) => createHmac('sha256', secret).update(message).digest('hex');
const seconds = () => Math.floor(on.world.nowMs / 1000);
const { shopId, shopUrl } = installation;
const queryOf = (differs: Record<string, string> = {}) =>
  Object.entries({ 'shop-id': shopId, 'shop-url': shopUrl, timestamp: String(seconds()), ...differs })
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
const register = (query: string, signature: string | undefined = hmac(query), more: Record<string, string> = {}) =>
  on.ask('GET', query, { ...(signature !== undefined && { 'shopware-app-signature': signature }), ...more });

describe('a registration', () => {
  it('promises a new secret and proves who answers, as Shopware documents it', async () => {
    const answer = await register(queryOf());
    const body = JSON.parse(answer.body) as { proof: string; secret: string; confirmation_url: string };
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' });
    expect(body.proof).toBe(hmac(`${shopId}${shopUrl}Thankflow`));
    expect(body.secret).toMatch(/^[0-9a-f]{64}$/);
    expect(body.confirmation_url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/handshakes\/garten\?promise=[\w-]{200,}$/);
    expect(body.confirmation_url).not.toContain(body.secret);
  });

  /*
   * Golden vectors, made with OpenSSL 3.0: printf '%s' "$text" | openssl dgst -sha256 -hmac "$secret" -hex
   * The secret is PHP's, as in Shopware's own tests: s3cr3t with zeros.
   */
  it('verifies and proves what OpenSSL computes', async () => {
    on.put('app', { name: 'Thankflow', secret: 's3cr3t00000000000000000000000000' });
    on.world.nowMs = 1_769_860_805_000;
    const query = 'shop-id=hRCw2xo1EDZnLco4&shop-url=https://garten.example&timestamp=1769860805';
    const answer = await register(query, '76587ed5ebea0124303189ab4a2ba40efd1a305ba1f20ae5a027217afc0eb4e6');
    expect(JSON.parse(answer.body)).toMatchObject({
      proof: '9512f2b6a8ca7f7ad9193c69a778641a246636fa8f7599f05a89fe6d252e6d48',
    });
  });

  it("takes the computer's own address on the local stack only: a merchant names it", async () => {
    const query = queryOf({ 'shop-url': 'http://127.0.0.1:9001' });
    expect((await register(query)).statusCode).toBe(200);
    on.ports.apiUrl = 'https://hooks.example';
    expect((await register(query)).statusCode).toBe(400);
  });

  it('stores nothing', async () => {
    await register(queryOf());
    expect(on.app()).toEqual({ name: 'Thankflow', secret: appSecret });
    expect([on.webhook(), on.platform()]).toEqual([undefined, undefined]);
  });

  it('says nothing secret in the log', async () => {
    const { secret } = JSON.parse((await register(queryOf())).body) as { secret: string };
    const log = JSON.stringify(on.telemetry.lines);
    expect(log).toContain('handshake promised');
    for (const hidden of [secret, appSecret, hmac(queryOf())]) expect(log).not.toContain(hidden);
  });

  it.each([
    ['the query as it was sent', () => queryOf({ 'shop-url': encodeURIComponent(shopUrl) }), (sent: string) => sent],
    ['what the query means', () => queryOf({ 'shop-url': encodeURIComponent(shopUrl) }), () => queryOf()],
    ['the query with more in it', () => `${queryOf()}&sw-version=6.7`, (sent: string) => sent],
  ])('accepts a signature of %s', async (_what, query, signed) => {
    expect((await register(query(), hmac(signed(query())))).statusCode).toBe(200);
  });

  it.each([
    ['another secret', () => hmac(queryOf(), 'another')],
    ['another query', () => hmac(queryOf({ 'shop-id': 'other' }))],
    ['no signature', () => undefined],
    ['half of it', () => hmac(queryOf()).slice(0, 32)],
    ['it twice', () => `${hmac(queryOf())},${hmac(queryOf())}`],
  ])('is refused with %s, without an alarm', async (_what, signature) => {
    const answer = await on.ask('GET', queryOf(), {
      ...(signature() !== undefined && { 'shopware-app-signature': signature() ?? '' }),
    });
    expect(answer.statusCode).toBe(401);
    expect(JSON.parse(answer.body)).toEqual({ error: expect.stringContaining("app's secret") });
    expect(on.telemetry.counted).toEqual([]);
  });

  it.each([
    [300, 200],
    [-300, 200],
    [301, 401],
    [-301, 401],
  ])('must be at most five minutes old, or early: %i s', async (difference, statusCode) => {
    const query = queryOf({ timestamp: String(seconds() + difference) });
    expect((await register(query)).statusCode).toBe(statusCode);
  });

  it.each([
    ['no shop', { 'shop-id': '' }, 400],
    ['no URL', { 'shop-url': '' }, 400],
    ['no time', { timestamp: '' }, 400],
    ['a time that is no number', { timestamp: 'now' }, 401],
    ['a URL that shows the credential to everybody', { 'shop-url': 'http://garten.example' }, 400],
    ['a URL with a password', { 'shop-url': 'https://me:secret@garten.example' }, 400],
    ['a URL that is none', { 'shop-url': 'garten' }, 400],
    ['a very long shop', { 'shop-id': 'x'.repeat(65) }, 400],
  ])('is refused with %s', async (_what, differs, statusCode) => {
    expect((await register(queryOf(differs))).statusCode).toBe(statusCode);
  });

  it('is only for Shopware shops that have settings and an app', async () => {
    on.world.settings = { platform: 'woocommerce' };
    expect((await register(queryOf())).statusCode).toBe(404);
    on.world.settings = { platform: 'shopware', removed: { at: '2026-01-01T00:00:00.000Z', by: 'Ada' } };
    expect((await register(queryOf())).statusCode).toBe(404);
    on.world.settings = { platform: 'shopware' };
    expect((await on.ask('DELETE', queryOf())).statusCode).toBe(404);
    expect((await fetch(`${on.ports.apiUrl}/handshakes/other-shop?${queryOf()}`)).status).toBe(404);
    expect((await fetch(`${on.ports.apiUrl}/handshakes/__proto__?${queryOf()}`)).status).toBe(404);
  });

  it('is refused with an alarm if the settings expect another shop', async () => {
    on.world.settings = { platform: 'shopware', platformShopId: 'another' };
    const answer = await register(queryOf());
    expect(answer.statusCode).toBe(403);
    expect(JSON.parse(answer.body)).toEqual({ error: expect.stringContaining('platformShopId') });
    expect(on.telemetry.counted).toEqual(['HandshakeRefused']);
  });

  it('cannot be decided while a secret cannot be read', async () => {
    on.put('app', { name: 'Thankflow' });
    expect((await register(queryOf())).statusCode).toBe(503);
  });
});

describe("Shopware's own SDK", () => {
  it.each([
    ['a right signature', () => hmac(queryOf())],
    ['a wrong one', () => hmac(queryOf(), 'another')],
    ['a truncated one', () => hmac(queryOf()).slice(1)],
  ])('judges %s as we do, and proves the same', async (_what, signature) => {
    const app = new AppServer(
      { appName: 'Thankflow', appSecret, authorizeCallbackUrl: 'https://x.example' },
      new InMemoryShopRepository(),
    );
    const headers = { 'shopware-app-signature': signature() };
    const theirs = await app.registration.authorize(new Request(`https://x.example/?${queryOf()}`, { headers }));
    const ours = await register(queryOf(), signature());
    expect(ours.statusCode).toBe(theirs.status);
    const { proof } = (await theirs.json()) as { proof?: string };
    expect((JSON.parse(ours.body) as { proof?: string }).proof).toBe(proof);
  });
});
