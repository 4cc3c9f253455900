import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { created, startWorld, thanxSettings } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const day = 24 * 3600 * 1000;

describe('a cancellation or full refund', () => {
  it.each(['cancelled', 'refunded'] as const)(
    '%s before the order was told is a tombstone that it meets',
    async (kind) => {
      const shop = world.shop({}, { thanx: thanxSettings });
      await (kind === 'cancelled' ? shop.cancelled() : shop.refunded([{ id: 'r1' }], true));
      await shop.paid();
      expect(shop.calls).toHaveLength(0);
      expect(await shop.order()).toMatchObject({ state: 'skipped', reason: kind, receipt: 'none' });
      expect(await shop.payload()).toBeUndefined();
    },
  );

  it('at the same moment as the order is told leaves it skipped or reversed, never waiting', async () => {
    for (let round = 0; round < 10; round++) {
      const shop = world.shop({}, { thanx: thanxSettings });
      await Promise.all([shop.paid(), shop.cancelled()]);
      const order = await shop.order();
      expect(order?.reversed?.kind).toBe('cancelled');
      expect(['skipped', 'posted']).toContain(order?.state);
      expect(await shop.payload()).toBeUndefined();
    }
  });

  it.each([
    [
      'in the shop’s money, as far as it says it',
      { inShopMoney: { amount: '29.35', currency: 'EUR' }, currency: 'JPY' },
      'skipped',
    ],
    ['not without a currency, if the customer paid in another', {}, 'held'],
  ])('counts %s', async (_what, more, state) => {
    for (const isEarly of [false, true]) {
      const shop = world.shop({ holdHours: 72 });
      const paid = () => shop.paid({ amount: '29.35', currency: 'EUR', presentmentCurrency: 'JPY' });
      if (!isEarly) await paid();
      await shop.refunded([{ id: 'r1', amount: '4700', ...more }], false);
      if (isEarly) await paid();
      expect(await shop.order()).toMatchObject({ state, presentmentCurrency: 'JPY' });
    }
  });

  it('while it waits skips the order and its receipt', async () => {
    const shop = world.shop({ holdHours: 72 }, { thanx: thanxSettings });
    await shop.paid({ paidAt: '2026-03-01T12:00:00.000Z' });
    await shop.cancelled();
    expect(await shop.order()).toMatchObject({ state: 'skipped', reason: 'cancelled', receipt: 'none' });
    expect(await shop.payload()).toBeUndefined();
    shop.pass(3 * day);
    await shop.wake();
    expect(shop.calls).toHaveLength(0);
  });

  it('after the ThankU is recorded and told once, and stops a receipt that has not left', async () => {
    const shop = world.shop({}, { thanx: thanxSettings });
    await shop.paid();
    await shop.cancelled();
    await shop.cancelled();
    expect(await shop.order()).toMatchObject({ state: 'posted', reversed: { kind: 'cancelled', told: true } });
    expect(shop.events.map((event) => event.type)).toEqual(['Order Thanked', 'Order Reversed']);
    expect(await shop.receipt()).toMatchObject({ state: 'skipped', reason: 'cancelled' });
    expect(await shop.payload()).toBeUndefined();
  });

  it('during a post that was refused is not held with the shop', async () => {
    const shop = world.shop();
    shop.answers.push(async () => {
      await shop.cancelled();
      return { kind: 'refused', reason: 'moved', status: 301 };
    });
    await shop.paid();
    expect(await shop.order()).toMatchObject({ state: 'skipped', reason: 'cancelled' });
    expect(await shop.payload()).toBeUndefined();
  });

  it('of a settled order is recorded and told', async () => {
    const shop = world.shop();
    await shop.paid();
    expect((await shop.order())?.settledAt).toBeDefined();
    await shop.refunded([{ id: 'r1', amount: '59.90' }]);
    expect(await shop.order()).toMatchObject({ reversed: { kind: 'refunded', told: true } });
    expect((await shop.order())?.dueKind).toBeUndefined();
    expect(shop.events.map((event) => event.type)).toEqual(['Order Thanked', 'Order Reversed']);
  });

  it('while the post is open does not hide the ThankU that came of it', async () => {
    const shop = world.shop();
    shop.answers.push(async () => {
      await shop.cancelled();
      return created;
    });
    await shop.paid();
    expect(await shop.order()).toMatchObject({ state: 'posted', reversed: { kind: 'cancelled', told: true } });
    expect(shop.events.map((event) => event.type).sort()).toEqual(['Order Reversed', 'Order Thanked']);
  });

  it('while an attempt is open that fails ends in no further attempt', async () => {
    const shop = world.shop();
    shop.answers.push(async () => {
      await shop.cancelled();
      return { kind: 'retry', reason: 'timeout' };
    });
    await shop.paid();
    shop.pass(60_000);
    await shop.wake();
    expect(shop.calls).toHaveLength(1);
    expect(await shop.order()).toMatchObject({ state: 'skipped', reason: 'cancelled' });
    expect(await shop.payload()).toBeUndefined();
  });

  it('in parts counts as full once the whole amount is back, each refund once', async () => {
    const shop = world.shop();
    await shop.paid();
    await shop.refunded([{ id: 'r1', amount: '30.00' }]);
    await shop.refunded([{ id: 'r1', amount: '30.00' }]);
    expect((await shop.order())?.reversed).toBeUndefined();
    await shop.refunded([{ id: 'r2', amount: '29.90' }]);
    expect((await shop.order())?.reversed?.kind).toBe('refunded');
  });

  it('in part before the order was told changes nothing, and the amount at claim counts', async () => {
    const shop = world.shop({}, { thanx: thanxSettings });
    await shop.refunded([{ id: 'r1', amount: '9.90' }]);
    await shop.paid({ amount: '50.00', refunds: [{ id: 'r1', amount: '9.90' }] });
    expect((await shop.order())?.state).toBe('posted');
    expect((await shop.payload())?.receipt?.amount).toBe('50.00');
  });
});

describe('a refund’s id', () => {
  it.each(['__proto__', 'constructor', 'toString', '%constructor'])('may be %s', async (id) => {
    const shop = world.shop({ holdHours: 72 });
    await shop.refunded([{ id: `other ${id}`, amount: '1.00' }]);
    await shop.paid({ paidAt: '2026-03-01T12:00:00.000Z', refunds: [{ id: 'r1', amount: '1.00' }] });
    await shop.refunded([{ id, amount: '58.00' }]);
    expect(await shop.order()).toMatchObject({ state: 'held' });
    await shop.refunded([{ id: 'r2', amount: '0.90' }]);
    expect(await shop.order()).toMatchObject({ state: 'skipped', reason: 'refunded' });
  });
});
