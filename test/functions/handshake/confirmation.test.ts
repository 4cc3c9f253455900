import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appSecret, installation, startWorld, type World } from './world.ts';

let on: World;
beforeEach(async () => {
  on = await startWorld();
});
afterEach(() => on.close());

const { shopId, shopUrl: url, apiKey, secretKey } = installation;
const state = () => ({ app: on.app(), webhook: on.webhook(), platform: on.platform() });

describe('a confirmation', () => {
  const sign = (text: string, key: string) => createHmac('sha256', key).update(text).digest('hex');
  async function promised() {
    const query = `shop-id=${shopId}&shop-url=${url}&timestamp=${on.world.nowMs / 1000}`;
    const answer = await on.ask('GET', query, { 'shopware-app-signature': sign(query, appSecret) });
    const { secret, confirmation_url } = JSON.parse(answer.body) as { secret: string; confirmation_url: string };
    return { secret, query: new URL(confirmation_url).search.slice(1) };
  }
  const bodyOf = (differs: object = {}) =>
    JSON.stringify({ apiKey, secretKey, timestamp: String(on.world.nowMs / 1000), shopUrl: url, shopId, ...differs });

  interface Differs {
    query?: string;
    app?: object;
    laterMs?: number;
    key?: string;
    signature?: string;
    body?: object;
  }

  it.each<[string, number, Differs]>([
    ['without a registration', 401, { query: '' }],
    ['of a registration that somebody made up', 401, { query: `promise=${'A'.repeat(300)}` }],
    ['after the app got another secret', 401, { app: { name: 'Thankflow', secret: 'x'.repeat(40) } }],
    ['ten minutes later', 401, { laterMs: 600_001 }],
    ['signed with the secret of the app', 401, { key: appSecret }],
    ['unsigned', 401, { signature: '' }],
    ['of another shop', 400, { body: { shopId: 'another' } }],
    ['of another URL', 400, { body: { shopUrl: 'https://attacker.example' } }],
    ['without a credential', 400, { body: { apiKey: undefined } }],
    ['with a credential that nobody can use', 400, { body: { secretKey: 'with spaces in it' } }],
    ['from a clock that is wrong', 401, { body: { timestamp: '1' } }],
  ])('is refused %s, and nothing changes', async (_what, statusCode, differs) => {
    const { secret, query } = await promised();
    if (differs.app !== undefined) on.put('app', differs.app);
    on.world.nowMs += differs.laterMs ?? 0;
    const before = state();
    const body = bodyOf(differs.body);
    const signature = differs.signature ?? sign(body, differs.key ?? secret);
    const answer = await on.ask('POST', differs.query ?? query, { 'shopware-shop-signature': signature }, body);
    expect(answer.statusCode).toBe(statusCode);
    expect(state()).toEqual(before);
  });

  it('may name the URL with a slash at the end, and its time as a number', async () => {
    const { secret, query } = await promised();
    const body = bodyOf({ shopUrl: `${url}/`, timestamp: on.world.nowMs / 1000 });
    const answer = await on.ask('POST', query, { 'shopware-shop-signature': sign(body, secret) }, body);
    expect(answer.statusCode).toBe(200);
  });

  it('is void after any bit of the promise was flipped', async () => {
    const { secret, query } = await promised();
    const body = bodyOf();
    const sealed = Buffer.from(query.slice('promise='.length), 'base64url');
    for (let at = 0; at < sealed.length; at++) {
      const flipped = Buffer.from(sealed);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      const headers = { 'shopware-shop-signature': sign(body, secret) };
      const answer = await on.ask('POST', `promise=${flipped.toString('base64url')}`, headers, body);
      expect(answer.statusCode).toBe(401);
    }
    expect(on.webhook()).toBeUndefined();
  });
});
