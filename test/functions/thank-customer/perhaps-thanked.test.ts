import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ThankuOutcome } from '../../../lib/partners/thanku/outcome.ts';
import { datedShopOf, second, type DatedShop } from './dated-shop.ts';
import { created, startWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const datedShop = (...settings: [thanku?: Record<string, unknown>, rest?: Record<string, unknown>]): DatedShop =>
  datedShopOf(world, ...settings);

const noAnswer: ThankuOutcome = { kind: 'retry', reason: 'timeout' };
const refusal: ThankuOutcome = { kind: 'rejected', status: 400, words: '' };

describe('a ThankU that nobody knows about', () => {
  const reversals = {
    cancelled: (shop: DatedShop) => shop.cancelled(),
    refunded: (shop: DatedShop) => shop.refunded([{ id: 'r1' }], true),
    erased: (shop: DatedShop) =>
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

it('what fails before ThankU is asked leaves no doubt that there is no ThankU', async () => {
  const shop = datedShop({});
  const { get } = shop.ports.tokens;
  shop.ports.tokens.get = () => Promise.reject(new Error('Secrets Manager is away'));
  await shop.paid();
  shop.ports.tokens.get = get;
  shop.pass(60_000);
  await shop.cancelled();
  expect(await shop.order()).toMatchObject({ state: 'skipped', attempts: 0 });
  expect(shop.events).toEqual([]);
});

it('a cancellation after a lost payment is told once more, with perhaps', async () => {
  const shop = datedShop({});
  shop.answers.push(noAnswer);
  await shop.paidAt(1);
  await shop.reversedAt('unpaid', 2);
  await shop.reversedAt('cancelled', 3);
  const told = shop.events.map(({ type, detail }) => [
    type,
    'kind' in detail && detail.kind,
    'perhaps' in detail && detail.perhaps,
  ]);
  expect(told).toEqual([
    ['Order Reversed', 'unpaid', true],
    ['Order Reversed', 'cancelled', true],
  ]);
});

it('a ThankU whose answer comes after its order was given up is told, and its reversal without perhaps', async () => {
  const shop = datedShop({});
  shop.answers.push(async () => {
    // Its worker stood still for longer than anybody waits.
    shop.pass(3600 * 1000);
    await shop.reversedAt('cancelled', 2);
    return created;
  });
  await shop.paidAt(1);
  expect(await shop.order()).toMatchObject({ state: 'posted', reversed: { kind: 'cancelled', told: true } });
  expect(shop.events.map(({ type, detail }) => [type, 'perhaps' in detail ? detail.perhaps : undefined])).toEqual([
    ['Order Reversed', true],
    ['Order Thanked', undefined],
    ['Order Reversed', undefined],
  ]);
  expect((await shop.order())?.dueKind).toBeUndefined();
});
