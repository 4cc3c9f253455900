import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ThankuOutcome } from '../../../lib/partners/thanku/outcome.ts';
import { keys } from '../../../lib/store/keys.ts';
import { orderWith } from '../../lib/order/support.ts';
import { startWorld, thanxSettings } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const second = (n: number): string => new Date(Date.parse('2026-03-01T12:00:00.000Z') + n * 1000).toISOString();

/** A shop whose platform signs when it changed an order, in seconds after the world began. */
function datedShop(thanku: Record<string, unknown> = { holdHours: 72 }, rest: Record<string, unknown> = {}) {
  const shop = world.shop(thanku, rest);
  const about = (changed: number) => ({ shop: shop.name, at: second(changed), changedAt: second(changed) });
  return {
    ...shop,
    paidAt: (changed: number, differs = {}) =>
      shop.send({ type: 'paid', ...about(changed), order: orderWith({ paidAt: second(0), ...differs }) }),
    reversedAt: (kind: 'cancelled' | 'unpaid', changed: number) =>
      shop.send({ type: kind, ...about(changed), orderId: '4711' }),
    refundedAt: (changed: number) =>
      shop.send({ type: 'refunded', ...about(changed), orderId: '4711', refunds: [], full: true }),
  };
}

const noAnswer: ThankuOutcome = { kind: 'retry', reason: 'timeout' };
const refusal: ThankuOutcome = { kind: 'rejected', status: 400, words: '' };

describe('an order that was paid and is not any more', () => {
  it('is skipped while nothing was sent, as a cancelled one is', async () => {
    const shop = datedShop();
    await shop.paidAt(1);
    await shop.reversedAt('unpaid', 1);
    expect(await shop.order()).toMatchObject({ state: 'skipped', reason: 'unpaid' });
    expect(await shop.payload()).toBeUndefined();
    expect(shop.events).toEqual([]);
  });

  it('is reported as reversed once it was thanked, and again when it is cancelled', async () => {
    const shop = datedShop({});
    await shop.paidAt(1);
    await shop.reversedAt('unpaid', 2);
    await shop.reversedAt('cancelled', 3);
    await shop.reversedAt('cancelled', 4);
    const told = shop.events.filter(({ type }) => type === 'Order Reversed').map(({ detail }) => detail['kind']);
    expect(told).toEqual(['unpaid', 'cancelled']);
  });

  it('of which something newer is known stays paid', async () => {
    const shop = datedShop();
    await shop.paidAt(5);
    await shop.reversedAt('unpaid', 2);
    await shop.refundedAt(3);
    await shop.reversedAt('cancelled', 4);
    expect(await shop.order()).toMatchObject({ state: 'held' });
  });
});

describe.each(['unpaid', 'cancelled', 'refunded'] as const)('a reversal (%s)', (kind) => {
  const reverse = (shop: ReturnType<typeof datedShop>, changed: number) =>
    kind === 'refunded' ? shop.refundedAt(changed) : shop.reversedAt(kind, changed);

  it('is undone by a newer signed change while nothing was sent', async () => {
    const shop = datedShop();
    await shop.paidAt(1);
    await reverse(shop, 2);
    await shop.paidAt(3);
    expect(await shop.order()).toMatchObject({ state: 'held' });
    expect((await shop.order())?.reversed).toBeUndefined();
    shop.pass(73 * 3600 * 1000);
    await shop.wake();
    expect(await shop.order()).toMatchObject({ state: 'posted' });
    expect(shop.calls).toHaveLength(1);
  });

  it.each([
    ['is older', 1],
    ['is of the same time', 2],
  ])('is not undone by a change that %s, which may be a replay', async (_, changed) => {
    const shop = datedShop();
    await shop.paidAt(1);
    await reverse(shop, 2);
    await shop.paidAt(changed);
    expect(await shop.order()).toMatchObject({ state: 'skipped', reason: kind });
    expect((await shop.order())?.stuck).toBeUndefined();
  });

  it('is not undone by what says no time, whatever its platform', async () => {
    const shop = datedShop();
    await shop.paidAt(1);
    await reverse(shop, 2);
    await shop.paid();
    expect(await shop.order()).toMatchObject({ state: 'skipped', reason: kind });
  });

  it('that came before the order is undone by a newer order, and meets an older one', async () => {
    const late = datedShop();
    await reverse(late, 2);
    await late.paidAt(1);
    expect(await late.order()).toMatchObject({ state: 'skipped', reason: kind });
    const newer = datedShop();
    await reverse(newer, 2);
    await newer.paidAt(3);
    expect(await newer.order()).toMatchObject({ state: 'held' });
  });

  it('counts with its latest time', async () => {
    const shop = datedShop();
    await shop.paidAt(1);
    await reverse(shop, 2);
    await reverse(shop, 4);
    await shop.paidAt(3);
    expect(await shop.order()).toMatchObject({ state: 'skipped', reason: kind });
  });

  it('that is undone after an attempt puts the order before a person, once', async () => {
    const shop = datedShop({});
    shop.answers.push(refusal);
    await shop.paidAt(1);
    await reverse(shop, 2);
    await shop.paidAt(3);
    expect(await shop.order()).toMatchObject({ state: 'skipped', stuck: 'reinstated', dueKind: 'stuck' });
    expect(shop.calls).toHaveLength(1);
    await shop.ports.store.thanku.change(keys.thanku(shop.name, shop.pid()), (row) => {
      const { dueKind: _, dueAt: __, ...rest } = row;
      return { ...rest, stuck: 'seen' };
    });
    await shop.paidAt(4);
    expect((await shop.order())?.dueKind).toBeUndefined();
  });

  it('that is undone after its receipt was started puts the order before a person', async () => {
    const shop = datedShop({}, { thanx: thanxSettings });
    shop.answers.push({ kind: 'rate-limited', retryAfterMs: 60_000 });
    await shop.paidAt(1);
    await reverse(shop, 2);
    await shop.paidAt(3);
    expect(await shop.order()).toMatchObject({ state: 'skipped', stuck: 'reinstated', dueKind: 'stuck' });
  });
});

it('an order of an erased customer is not thanked because its reversal is undone', async () => {
  const shop = datedShop();
  await shop.paidAt(1);
  await shop.reversedAt('cancelled', 2);
  await shop.send({ type: 'erase', shop: shop.name, at: second(2), customer: { email: 'ada@example.com' } });
  await shop.paidAt(3);
  expect(await shop.order()).toMatchObject({ state: 'skipped', stuck: 'reinstated' });
  expect(await shop.payload()).toBeUndefined();
});

describe('a ThankU that nobody knows about', () => {
  const reversals = {
    cancelled: (shop: ReturnType<typeof datedShop>) => shop.cancelled(),
    refunded: (shop: ReturnType<typeof datedShop>) => shop.refunded([{ id: 'r1' }], true),
    erased: (shop: ReturnType<typeof datedShop>) =>
      shop.send({ type: 'erase', shop: shop.name, at: second(9), customer: { email: 'ada@example.com' } }),
  };
  it.each(['cancelled', 'refunded', 'erased'] as const)(
    'of an order that is %s is told with perhaps, once',
    async (kind) => {
      const shop = datedShop({});
      shop.answers.push(noAnswer);
      await shop.paid();
      await reversals[kind](shop);
      await reversals[kind](shop);
      expect(await shop.order()).toMatchObject({
        state: 'skipped',
        reason: kind,
        stuck: 'perhaps-thanked',
        dueKind: 'stuck',
      });
      expect(shop.events).toEqual([
        { type: 'Order Reversed', detail: expect.objectContaining({ kind, perhaps: true, thankuId: undefined }) },
      ]);
      expect(await shop.payload()).toBeUndefined();
    },
  );

  it.each<[string, ThankuOutcome]>([
    ['refused it', refusal],
    ['was not reached', { ...noAnswer, notSent: true }],
    ['said 429', { kind: 'rate-limited' }],
    ['refused the token', { kind: 'refused', reason: 'unauthorized', status: 401 }],
  ])('cannot be where ThankU %s', async (_, answer) => {
    const shop = datedShop({});
    shop.answers.push(answer);
    await shop.paid();
    await shop.cancelled();
    expect(await shop.order()).toMatchObject({ state: 'skipped', reason: 'cancelled' });
    expect((await shop.order())?.stuck).toBeUndefined();
    expect(shop.events.map(({ type }) => type)).not.toContain('Order Reversed');
  });

  it('cannot be where nothing is stored', async () => {
    const shop = datedShop({ simulate: true });
    shop.answers.push(noAnswer);
    await shop.paid();
    await shop.cancelled();
    expect((await shop.order())?.stuck).toBeUndefined();
  });

  it('may be where a worker died while it asked', async () => {
    const shop = datedShop({});
    shop.answers.push(async () => {
      throw new Error('killed');
    });
    await shop.paid();
    shop.pass(3600 * 1000);
    await shop.cancelled();
    expect(await shop.order()).toMatchObject({ stuck: 'perhaps-thanked' });
  });
});
