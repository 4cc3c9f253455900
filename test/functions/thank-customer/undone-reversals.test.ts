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
    partAt: (changed: number, id: string) =>
      shop.send({
        type: 'refunded',
        ...about(changed),
        orderId: '4711',
        refunds: [{ id, amount: '29.95' }],
        full: false,
      }),
    /** The order with all its refunds, and what they leave of it. */
    listAt: (changed: number, amount: string, refunds: { id: string; amount: string }[]) =>
      shop.send({
        type: 'paid',
        ...about(changed),
        refundsComplete: true,
        order: orderWith({ paidAt: second(0), amount, refunds }),
      }),
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

describe('refunds of an order whose platform signs when it changed it', () => {
  it('add up to a reversal in whatever order they come', async () => {
    const events = {
      paid1: (shop: ReturnType<typeof datedShop>) => shop.paidAt(1),
      half2: (shop: ReturnType<typeof datedShop>) => shop.partAt(2, 'r1'),
      half3: (shop: ReturnType<typeof datedShop>) => shop.partAt(3, 'r2'),
      paid4: (shop: ReturnType<typeof datedShop>) => shop.paidAt(4),
    };
    const orders = (names: (keyof typeof events)[]): (keyof typeof events)[][] =>
      names.length < 2
        ? [names]
        : names.flatMap((name) => orders(names.filter((other) => other !== name)).map((rest) => [name, ...rest]));
    for (const order of orders(['paid1', 'half2', 'half3', 'paid4'])) {
      const shop = datedShop();
      for (const name of order) await events[name](shop);
      expect(await shop.order(), order.join(' ')).toMatchObject({ state: 'skipped', reason: 'refunded' });
    }
  });

  const listed = (...amounts: [id: string, amount: string][]) => amounts.map(([id, amount]) => ({ id, amount }));
  it('that are listed each time are a reversal only if nothing is left of the amount', async () => {
    const shop = datedShop();
    // Half of it is refunded at the claim; then that refund is deleted and another half refunded.
    await shop.listAt(1, '29.95', listed(['1', '29.95']));
    await shop.listAt(2, '59.90', []);
    await shop.listAt(3, '29.95', listed(['2', '29.95']));
    expect(await shop.order()).toMatchObject({ state: 'held' });
    await shop.listAt(4, '0.00', listed(['2', '29.95'], ['3', '29.95']));
    expect(await shop.order()).toMatchObject({ state: 'skipped', reason: 'refunded' });
    await shop.listAt(5, '29.95', listed(['2', '29.95']));
    expect(await shop.order()).toMatchObject({ state: 'held' });
  });

  it('of all of it that are listed in an older body, after it is refunded, leave it settled', async () => {
    const shop = datedShop();
    await shop.refundedAt(5);
    await shop.listAt(1, '59.90', []);
    expect(await shop.order()).toMatchObject({ state: 'skipped', reason: 'refunded' });
    expect((await shop.order())?.settledAt).toBeDefined();
  });

  it('that leave nothing of an order at its claim reverse it, and can be undone', async () => {
    const shop = datedShop();
    await shop.listAt(1, '0.00', listed(['1', '59.90']));
    expect(await shop.order()).toMatchObject({ state: 'skipped', reason: 'refunded' });
    await shop.listAt(2, '59.90', []);
    expect(await shop.order()).toMatchObject({ state: 'held' });
  });
});

describe('a deletion, whose time nobody signs', () => {
  it('that is received minutes after the order was restored is undone by that', async () => {
    const shop = datedShop();
    await shop.paidAt(1);
    shop.pass(60_000);
    await shop.cancelled();
    await shop.paidAt(6);
    expect(await shop.order()).toMatchObject({ state: 'held' });
  });

  it('that comes once more after the order was restored changes nothing', async () => {
    const shop = datedShop();
    await shop.paidAt(1);
    const deleted = { type: 'cancelled' as const, shop: shop.name, at: second(2), orderId: '4711' };
    await shop.send(deleted);
    await shop.paidAt(60);
    await shop.send(deleted);
    expect(await shop.order()).toMatchObject({ state: 'held' });
  });
});

describe('what a reversal stopped', () => {
  it('of a thanked order is put before a person when the reversal is undone', async () => {
    const shop = datedShop({}, { thanx: thanxSettings });
    await shop.paidAt(1);
    await shop.reversedAt('unpaid', 2);
    expect(await shop.receipt()).toMatchObject({ state: 'skipped', reason: 'unpaid' });
    await shop.paidAt(3);
    expect(await shop.order()).toMatchObject({ state: 'posted', stuck: 'reinstated', dueKind: 'stuck' });
  });

  it('was nothing where the settings leave the order out', async () => {
    const shop = datedShop({ orders: { minimum: { amount: '1000', currency: 'EUR' } } });
    await shop.paidAt(1);
    await shop.reversedAt('unpaid', 2);
    await shop.paidAt(3);
    expect(await shop.order()).toMatchObject({ state: 'skipped', reason: 'below-minimum' });
    expect((await shop.order())?.stuck).toBeUndefined();
  });

  it('is put before a person when it is undone after more than a year', async () => {
    const shop = datedShop();
    await shop.paidAt(1);
    await shop.reversedAt('cancelled', 2);
    shop.pass(366 * 24 * 3600 * 1000);
    await shop.paidAt(3);
    expect(await shop.order()).toMatchObject({ state: 'skipped', stuck: 'reinstated' });
  });

  it('is left to a person where a receipt’s row was made by a worker that died', async () => {
    const shop = datedShop({ holdHours: 0 }, { thanx: thanxSettings });
    const { receipt } = shop.ports.store;
    const { insert } = receipt;
    receipt.insert = async (...row) => {
      receipt.insert = insert;
      await insert(...row);
      throw new Error('killed');
    };
    await shop.paidAt(1);
    await shop.reversedAt('cancelled', 2);
    await shop.paidAt(3);
    expect(await shop.order()).toMatchObject({ state: 'skipped', stuck: 'reinstated' });
    expect(shop.calls).toEqual([]);
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
  const told = shop.events.map(({ type, detail }) => [type, detail['kind'], detail['perhaps']]);
  expect(told).toEqual([
    ['Order Reversed', 'unpaid', true],
    ['Order Reversed', 'cancelled', true],
  ]);
});

it('an order whose payload was lost is put before a person', async () => {
  const shop = datedShop();
  await shop.paidAt(1);
  await shop.ports.store.payload.delete(keys.payload(shop.name, shop.pid()));
  shop.pass(73 * 3600 * 1000);
  await shop.wake();
  expect(await shop.order()).toMatchObject({ state: 'skipped', stuck: 'reinstated', dueKind: 'stuck' });
});
