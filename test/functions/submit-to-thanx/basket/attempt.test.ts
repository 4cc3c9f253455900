import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { maxAttempts } from '../../../../lib/queue/backoff.ts';
import { startBasketWorld } from './basket-world.ts';

let world: Awaited<ReturnType<typeof startBasketWorld>>;
beforeAll(async () => {
  world = await startBasketWorld();
});
afterAll(() => world.close());

const minute = 60_000;

describe('a basket', () => {
  it('is billed once, for the member whose ID was looked up, and the order is settled', async () => {
    const basket = await world.basket();
    expect(await basket.wake()).toEqual({ done: true });
    expect(basket.state.calls).toEqual([
      'user ada@example.com',
      'token u1',
      `basket oak-shop.${basket.pid} billed user-2 merchant-key`,
    ]);
    expect(await basket.row()).toMatchObject({ state: 'billed', announced: true, dueKind: 'refundable' });
    expect((await basket.order())?.settledAt).toBeDefined();
    expect(await basket.payload()).toBeUndefined();
    expect(basket.state.events).toMatchObject([{ type: 'Basket Updated', detail: { state: 'billed' } }]);
    await basket.wake();
    expect(basket.state.calls).toHaveLength(3);
  });

  it("keeps what a refund needs, and nothing of the customer's", async () => {
    const basket = await world.basket();
    await basket.wake();
    const { refundable, ...row } = await basket.row();
    expect(refundable).toMatchObject({ merchantId: 'm1', userId: 'u1', basket: { subtotal: '50.00' } });
    expect(refundable?.until).toBe(basket.state.nowMs + 30 * 24 * 60 * minute);
    expect(JSON.stringify({ row, refundable })).not.toMatch(/ada|lovelace|example\.com/i);
  });

  it('of two workers at once goes out once', async () => {
    const basket = await world.basket();
    await Promise.all([basket.wake(), basket.wake(), basket.wake()]);
    expect(basket.requests()).toHaveLength(1);
  });

  it('needs one call while the member’s token is valid', async () => {
    const basket = await world.basket();
    basket.ports.userTokens.put('m1', 'ada@example.com', {
      accessToken: 'known',
      userId: 'u9',
      expiresAtMs: basket.state.nowMs + 10 * minute,
    });
    await basket.wake();
    expect(basket.state.calls).toEqual([`basket oak-shop.${basket.pid} billed known merchant-key`]);
    expect((await basket.row()).refundable?.userId).toBe('u9');
  });

  it('of a customer who is no member is skipped', async () => {
    const basket = await world.basket();
    basket.state.users.push({ kind: 'no-member' });
    await basket.wake();
    expect(await basket.row()).toMatchObject({ state: 'skipped', reason: 'not-a-member' });
    expect(await basket.payload()).toBeUndefined();
    expect(basket.state.events).toEqual([]);
  });

  it('never leaves a stage that spends nothing', async () => {
    const basket = await world.basket({ simulateAll: true });
    await basket.wake();
    expect(basket.state.calls).toEqual([]);
    expect(await basket.row()).toMatchObject({ state: 'skipped', reason: 'simulated' });
  });

  it('waits for the certificate on its row, and goes out once it is there', async () => {
    const basket = await world.basket();
    await basket.ports.control.change((control) => ({ ...control, basketsCertified: undefined }));
    expect(await basket.wake()).toEqual({ done: true });
    expect(basket.state.calls).toEqual([]);
    expect(await basket.row()).toMatchObject({ state: 'waiting', waitsFor: 'hold', attempts: 0 });
    const certified = { at: '2026-03-01T12:00:00.000Z', by: 'ada', host: 'loyalty.thanxsandbox.com' };
    await basket.ports.control.change((control) => ({ ...control, basketsCertified: certified }));
    await basket.wake();
    expect((await basket.row()).state).toBe('billed');
  });
});

describe('a basket that Thanx did not answer', () => {
  it.each(['timeout', 'connection broke', 'server error', 'unreadable answer'])(
    '%s: is simply sent again',
    async (reason) => {
      const basket = await world.basket();
      basket.state.baskets.push({ kind: 'unknown', reason });
      expect(await basket.wake()).toMatchObject({ done: false });
      expect(await basket.row()).toMatchObject({ state: 'waiting', maybeBilled: true, attempts: 1 });
      basket.pass(minute);
      await basket.wake();
      expect(basket.requests()).toHaveLength(2);
      const row = await basket.row();
      expect(row).toMatchObject({ state: 'billed', attempts: 0 });
      expect(row.maybeBilled).toBeUndefined();
    },
  );

  it('at the last attempt is given up, and refunded all the same once its order is cancelled', async () => {
    const basket = await world.basket();
    await basket.change({ attempts: maxAttempts });
    basket.state.baskets.push({ kind: 'unknown', reason: 'timeout' });
    await basket.wake();
    const { sentUntil, ...row } = await basket.row();
    expect(row).toMatchObject({ state: 'rejected', reason: 'gave-up', announced: true, maybeBilled: true });
    expect(basket.state.events).toMatchObject([{ type: 'Order Failed', detail: { reason: 'basket-gave-up' } }]);
    await basket.orderChanges({ reversed: { kind: 'cancelled', at: '2026-03-01T12:00:00.000Z' } });
    expect(await basket.row()).toMatchObject({ state: 'refunding', notBefore: sentUntil! + minute });
  });

  it('because its worker died is sent again when the worker has certainly stopped', async () => {
    const basket = await world.basket();
    const { nowMs } = basket.state;
    await basket.change({ attempt: { id: 'dead', sendBy: nowMs, deadAt: nowMs + minute }, attempts: 1 });
    await basket.wake();
    expect(basket.requests()).toEqual([]);
    basket.pass(minute + 1);
    await basket.wake();
    expect(basket.requests()).toHaveLength(1);
    expect(await basket.row()).toMatchObject({ state: 'billed' });
  });
});

describe('a refusal', () => {
  it('ends in a dead letter and an event, and a person can have it sent again', async () => {
    const basket = await world.basket();
    basket.state.baskets.push({ kind: 'rejected', status: 400, words: 'ada@example.com is blocked' });
    await basket.wake();
    expect(await basket.row()).toMatchObject({ state: 'rejected', reason: 'rejected', dueKind: 'stuck' });
    expect(JSON.stringify(await basket.row())).not.toContain('ada@example.com');
    expect(basket.state.letters).toMatchObject([{ reason: 'basket-rejected' }]);
    expect(basket.state.events).toMatchObject([{ type: 'Order Failed', detail: { reason: 'basket-rejected' } }]);
    expect(await basket.payload()).toBeDefined();
  });

  it('of a token is tried once more with a fresh one', async () => {
    const basket = await world.basket();
    basket.state.baskets.push({ kind: 'unauthorized', status: 401 });
    await basket.wake();
    expect(basket.state.calls.filter((call) => call.startsWith('token'))).toHaveLength(2);
    expect((await basket.row()).state).toBe('billed');
  });

  it('of a fresh token opens the shop’s own circuit if the credential works: its merchant key may be wrong', async () => {
    const basket = await world.basket();
    const refused = { kind: 'unauthorized', status: 401 } as const;
    basket.state.baskets.push(refused, refused);
    await basket.wake();
    expect(await basket.row()).toMatchObject({ state: 'waiting', waitsFor: 'hold' });
    expect(await basket.ports.shopSecretsControl('oak-shop').get()).toMatchObject({
      hold: { reason: 'unauthorized' },
    });
    expect((await basket.control()).hold).toBeUndefined();
  });

  it('for lack of a merchant key sends nothing', async () => {
    const basket = await world.basket();
    basket.state.merchantKey = undefined;
    await basket.wake();
    expect(basket.state.calls).toEqual([]);
    expect(await basket.row()).toMatchObject({ state: 'waiting', waitsFor: 'hold' });
    expect(await basket.ports.shopSecretsControl('oak-shop').get()).toMatchObject({ hold: { reason: 'no-secret' } });
  });
});
