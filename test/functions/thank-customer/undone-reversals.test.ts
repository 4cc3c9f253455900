import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ThankuOutcome } from '../../../lib/partners/thanku/outcome.ts';
import { keys } from '../../../lib/store/keys.ts';
import { datedShopOf, second, type DatedShop } from './dated-shop.ts';
import { startWorld, thanxSettings } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const datedShop = (...settings: [thanku?: Record<string, unknown>, rest?: Record<string, unknown>]): DatedShop =>
  datedShopOf(world, ...settings);

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
    const told = shop.events
      .filter(({ type }) => type === 'Order Reversed')
      .map(({ detail }) => 'kind' in detail && detail.kind);
    expect(told).toEqual(['unpaid', 'cancelled']);
  });

  it('is cancelled when that is told next, and nothing else; a newer change undoes it as one', async () => {
    const shop = datedShop();
    await shop.paidAt(1);
    await shop.reversedAt('unpaid', 2);
    await shop.reversedAt('cancelled', 3);
    const order = await shop.order();
    expect(order).toMatchObject({ state: 'skipped', reason: 'cancelled', reversed: { kind: 'cancelled' } });
    expect(order?.reversed).not.toHaveProperty('as');
    await shop.paidAt(4);
    expect(await shop.order()).toMatchObject({ state: 'held' });
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
  const reverse = (shop: DatedShop, changed: number) =>
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

it('an order whose payload was lost is put before a person', async () => {
  const shop = datedShop();
  await shop.paidAt(1);
  await shop.ports.store.payload.delete(keys.payload(shop.name, shop.pid()));
  shop.pass(73 * 3600 * 1000);
  await shop.wake();
  expect(await shop.order()).toMatchObject({ state: 'skipped', stuck: 'reinstated', dueKind: 'stuck' });
});
