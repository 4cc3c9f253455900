import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const minute = 60_000;

describe('what goes wrong at ThankU', () => {
  it.each(['timeout', 'connection failed', 'server error', 'answer without an id'])(
    '%s: the same bytes again, later and later, whatever became of the settings',
    async (reason) => {
      const shop = world.shop();
      shop.answers.push({ kind: 'retry', reason }, { kind: 'retry', reason, status: 500 });
      expect(await shop.paid()).toEqual({ done: false, againInSeconds: 5 });
      expect(await shop.order()).toMatchObject({ state: 'waiting', attempts: 1, lastError: { code: reason } });
      const { thanku } = shop.state.settings!;
      shop.state.settings = {
        ...shop.state.settings!,
        thanku: { ...thanku, message: { en: 'Edited {{order.number}}' } },
      };
      shop.pass(5000);
      expect(await shop.paid({ customer: { firstName: 'Someone else' } })).toEqual({ done: false, againInSeconds: 10 });
      shop.pass(10_000);
      expect(await shop.wake()).toEqual({ done: true });
      expect(new Set(shop.calls.map((call) => call.body)).size).toBe(1);
      expect(await shop.order()).toMatchObject({ state: 'posted', attempts: 3 });
    },
  );

  it('waits over 15 minutes live on the row: the message is done', async () => {
    const shop = world.shop();
    shop.answers.push(...Array.from({ length: 17 }, () => ({ kind: 'retry' as const, reason: 'server error' })));
    let verdict = await shop.paid();
    const waits: number[] = [];
    while (!verdict.done) {
      waits.push(verdict.againInSeconds);
      shop.pass(verdict.againInSeconds * 1000);
      verdict = await shop.wake();
    }
    expect(waits).toHaveLength(16);
    expect(Math.max(...waits)).toBe(900);
    expect((await shop.order())?.dueAt).toBeGreaterThan(shop.state.nowMs + 15 * minute);
    shop.pass(61 * minute);
    await shop.wake();
    expect((await shop.order())?.state).toBe('posted');
  });

  it('leaves the message of the next attempt a minute before housekeeping wakes the order too', async () => {
    const shop = world.shop();
    shop.answers.push({ kind: 'retry', reason: 'timeout' });
    await shop.paid();
    const order = await shop.order();
    expect(order?.dueAt).toBe((order?.notBefore ?? 0) + minute);
  });

  it('wakes that come before the next attempt end there instead of coming back with it, and multiply nothing', async () => {
    const shop = world.shop({}, {}, { retryBaseSeconds: 60 });
    shop.answers.push({ kind: 'retry', reason: 'timeout' });
    expect(await shop.paid()).toEqual({ done: false, againInSeconds: 60 });
    expect(await Promise.all([shop.wake(), shop.paid()])).toEqual([{ done: true }, { done: true }]);
    expect((await shop.order())?.dueAt).toBeGreaterThan(shop.state.nowMs);
  });

  it('429 makes every order of the token wait as told, within reason', async () => {
    const shop = world.shop();
    shop.answers.push({ kind: 'rate-limited', retryAfterMs: 120_000 });
    expect(await shop.paid()).toEqual({ done: false, againInSeconds: 120 });
    expect(await shop.paid({ orderId: '2' })).toEqual({ done: false, againInSeconds: 120 });
    expect(shop.calls).toHaveLength(1);
    shop.pass(120_000);
    await shop.wake();
    await shop.wake('2');
    expect((await shop.order('2'))?.state).toBe('posted');
    shop.answers.push({ kind: 'rate-limited', retryAfterMs: 10 * 3600_000 });
    expect(await shop.paid({ orderId: '3' })).toEqual({ done: false, againInSeconds: 900 });
  });

  it('429 that does not say for how long stops the shop for half a minute', async () => {
    const shop = world.shop();
    shop.answers.push({ kind: 'rate-limited' });
    expect(await shop.paid()).toEqual({ done: false, againInSeconds: 30 });
    expect(await shop.paid({ orderId: '2' })).toEqual({ done: false, againInSeconds: 30 });
  });

  it.each(['moved', 'unauthorized'] as const)(
    '%s holds the shop with an alarm; one order tries every 15 minutes, and its success frees the rest',
    async (reason) => {
      const shop = world.shop();
      shop.answers.push({ kind: 'refused', reason, status: reason === 'moved' ? 301 : 401 });
      expect(await shop.paid()).toEqual({ done: true });
      expect(await shop.order()).toMatchObject({ state: 'held', reason: `held-${reason}` });
      expect(shop.telemetry.counted).toContain('ShopHeld');
      await shop.paid({ orderId: '2' });
      await shop.paid({ orderId: '3' });
      expect(shop.calls).toHaveLength(1);
      shop.pass(15 * minute);
      shop.answers.push({ kind: 'refused', reason, status: 404 });
      await shop.wake('2');
      await shop.wake('3');
      expect(shop.calls).toHaveLength(2);
      shop.pass(16 * minute);
      await shop.wake('3');
      expect((await shop.control()).hold).toBeUndefined();
      await shop.wake();
      await shop.wake('2');
      expect(await Promise.all(['4711', '2', '3'].map(async (id) => (await shop.order(id))?.state))).toEqual([
        'posted',
        'posted',
        'posted',
      ]);
    },
  );

  it('no token for the shop holds it, and nothing is sent', async () => {
    const shop = world.shop();
    shop.state.token = undefined;
    await shop.paid();
    expect(shop.calls).toHaveLength(0);
    expect(await shop.order()).toMatchObject({ state: 'held', reason: 'held-no-secret' });
  });

  it('400 re-reads the token once: a rotated one tries again at once', async () => {
    const shop = world.shop();
    shop.state.freshToken = 'token-two-0000000000000000000000';
    shop.answers.push({ kind: 'rejected', status: 400, words: 'invalid signature' });
    await shop.paid();
    expect(shop.calls.map((call) => call.token)).toEqual([shop.token, 'token-two-0000000000000000000000']);
    expect((await shop.order())?.state).toBe('posted');
  });

  it('400 fails for good: scrubbed words, a dead letter of key and reason, an event', async () => {
    const shop = world.shop();
    shop.answers.push({ kind: 'rejected', status: 400, words: 'pid already used; message was: Thank you, Ada! token' });
    expect(await shop.paid()).toEqual({ done: true });
    const order = await shop.order();
    expect(order).toMatchObject({ state: 'failed', reason: 'rejected', dueKind: 'stuck', lastError: { status: 400 } });
    expect(order?.lastError?.words).toContain('pid already used');
    expect(order?.lastError?.words).not.toContain('Ada');
    expect(shop.letters).toEqual([{ key: `${shop.name}/${shop.pid()}`, reason: 'rejected' }]);
    expect(shop.events.map((event) => event.type)).toEqual(['Order Failed']);
    expect(await shop.payload()).toBeDefined();
    await shop.wake();
    expect(shop.letters).toHaveLength(1);
  });
});

describe('what goes wrong with us', () => {
  it('a worker that dies after the post leaves the order to the next, with the same bytes', async () => {
    const shop = world.shop();
    shop.answers.push(() => Promise.reject(new Error('killed')));
    expect(await shop.paid()).toEqual({ done: true });
    expect(shop.telemetry.lines.at(-1)).toMatchObject({ level: 'error', fields: { error: 'Error' } });
    expect(await shop.wake()).toEqual({ done: true });
    expect(shop.calls).toHaveLength(1);
    shop.pass((await shop.order())!.lease!.until - shop.state.nowMs + 1);
    await shop.wake();
    expect(shop.calls[1]?.body).toBe(shop.calls[0]?.body);
    expect((await shop.order())?.state).toBe('posted');
  });

  it('an event that could not be published goes out with the next look', async () => {
    let broken = true;
    const published: string[] = [];
    const shop = world.shop(
      {},
      {},
      {
        publish: async ({ type }) => {
          if (broken) throw new Error('EventBridge is away');
          published.push(type);
        },
      },
    );
    expect(await shop.paid()).toEqual({ done: true });
    expect((await shop.order())?.state).toBe('posted');
    expect((await shop.order())?.dueKind).toBe('thanku');
    broken = false;
    // Whoever failed to tell it had the right to for ten seconds.
    shop.pass(10_000);
    await shop.wake();
    await shop.wake();
    expect(published).toEqual(['Order Thanked']);
    expect(shop.calls).toHaveLength(1);
  });

  it('begins nothing it has no time for', async () => {
    const shop = world.shop();
    const event = { type: 'wake' as const, shop: shop.name, pid: shop.pid() };
    shop.state.token = undefined;
    await shop.paid();
    shop.state.token = 'token-one-0000000000000000000000';
    shop.pass(16 * minute);
    expect(await shop.send(event, 5000)).toEqual({ done: false, againInSeconds: 1 });
    expect(shop.calls).toHaveLength(0);
  });
});
