import { describe, expect, it } from 'vitest';
import { keys } from '../../../lib/store/keys.ts';
import { hour, minute, reconciledShop } from './world.ts';

async function withLost(lost: number, arrived = 0) {
  const world = await reconciledShop('woocommerce');
  world.pass(hour);
  for (let placed = 0; placed < arrived; placed++) world.shop.place();
  await world.deliver();
  for (let placed = 0; placed < lost; placed++) world.shop.place();
  world.lose();
  world.pass(20 * minute);
  return world;
}

describe('many missing orders', () => {
  it('20 are queued', async () => {
    expect(await (await withLost(20)).reconcile()).toHaveLength(20);
  });

  it('21 are not, until a person agrees: the cursor stays, and the problem is reported', async () => {
    const world = await withLost(21);
    expect(await world.reconcile()).toEqual([]);
    expect(await world.problems()).toMatchObject([
      { code: 'reconcile-many', detail: '21 of 21 orders are missing, so none of them was queued' },
      { code: 'webhooks-missing' },
    ]);
    expect(await world.status()).toMatchObject({ many: { missing: 21, listed: 21 } });
    // The next passes find them again, however long it takes.
    world.pass(30 * hour);
    expect(await world.reconcile()).toEqual([]);
    expect(await world.status()).toMatchObject({ many: { missing: 21 } });
    expect(await world.states()).toEqual([]);
  });

  it('a cancellation of a known order is queued all the same: it only stops something', async () => {
    const world = await reconciledShop('woocommerce');
    world.pass(hour);
    const known = world.shop.place();
    await world.deliver();
    world.shop.cancel(known.id, { refund: false });
    for (let placed = 0; placed < 21; placed++) world.shop.place();
    world.lose();
    world.pass(20 * minute);
    expect(await world.reconcile()).toMatchObject([{ type: 'cancelled', orderId: known.id }]);
    expect(await world.status()).toMatchObject({ many: { missing: 21 } });
  });

  it("that can't be read don't ask again, once a person has agreed", async () => {
    const world = await withLost(21);
    for (const { id } of world.shop.orders)
      world.shop.state.orders[id] = { ...world.shop.order(id)!, currency: 'Euro' };
    await world.reconcile();
    await world.approve();
    await world.reconcile();
    const status = await world.status();
    expect(status?.many).toBeUndefined();
    expect(status?.cursorMs).toBe(world.state.nowMs - 15 * minute);
    expect((await world.problems()).map(({ code }) => code)).not.toContain('reconcile-many');
  });

  it('5 % of a large shop are queued', async () => {
    expect(await (await withLost(25, 475)).reconcile()).toHaveLength(25);
  });

  it('continue by themselves once their webhooks arrive after all', async () => {
    const world = await reconciledShop('woocommerce');
    world.pass(hour);
    for (let placed = 0; placed < 30; placed++) world.shop.place();
    world.pass(20 * minute);
    await world.reconcile();
    expect(await world.problems()).toHaveLength(2);
    await world.deliver();
    world.pass(2 * hour);
    await world.reconcile();
    expect(await world.problems()).toEqual([]);
    expect((await world.status())?.many).toBeUndefined();
  });
});

describe('webhooks that are missing altogether', () => {
  it('are reported from three orders on, and until one arrives', async () => {
    const world = await withLost(3);
    expect(await world.reconcile()).toHaveLength(3);
    expect((await world.problems()).map(({ code }) => code)).toEqual(['webhooks-missing']);
    // Nothing new says nothing.
    world.pass(3 * hour);
    await world.reconcile();
    expect(await world.problems()).toHaveLength(1);
    world.shop.place();
    await world.deliver();
    world.pass(3 * hour);
    await world.reconcile();
    expect(await world.problems()).toEqual([]);
  });

  it('are still reported after a person has queued the orders: none arrived by itself', async () => {
    const world = await withLost(21);
    await world.reconcile();
    await world.approve();
    world.pass(5 * minute);
    await world.reconcile();
    expect((await world.problems()).map(({ code }) => code)).toEqual(['webhooks-missing']);
  });

  it('are reported if the shop fails to answer one of the orders, and stay so', async () => {
    const world = await withLost(4);
    world.held.alter = (answer, { path }) => (/[/]orders[/]5$/.test(path) ? { ...answer, status: 500 } : answer);
    for (let pass = 0; pass < 2; pass++) {
      expect(await world.reconcile()).toHaveLength(pass === 0 ? 3 : 0);
      expect((await world.problems()).map(({ code }) => code)).toEqual(['webhooks-missing']);
      world.pass(20 * minute);
    }
  });

  it('are not, if others arrive', async () => {
    const world = await withLost(3, 1);
    await world.reconcile();
    expect(await world.problems()).toEqual([]);
  });
});

describe('a flood that waits for a person', () => {
  it('is not queued because later orders make it look small', async () => {
    const world = await withLost(21, 10);
    expect(await world.reconcile()).toEqual([]);
    for (let placed = 0; placed < 420; placed++) world.shop.place({ paid: false });
    world.lose();
    world.pass(2 * hour + minute);
    expect(await world.reconcile()).toEqual([]);
    expect(await world.status()).toMatchObject({ many: { missing: 21, listed: 31 } });
    expect(await world.problems()).toMatchObject([{ code: 'reconcile-many' }]);
  });
});

describe('an import of old orders into Shopify', () => {
  it('is no flood: it is made today, but was paid before', async () => {
    const world = await reconciledShop('shopify');
    world.pass(hour);
    const paidAtMs = world.state.nowMs - 30 * 24 * hour;
    for (let imported = 0; imported < 25; imported++) {
      const order = world.shop.place();
      const transactions = order.transactions.map((one) => ({ ...one, atMs: paidAtMs }));
      world.shop.state.orders[order.id] = { ...order, processedAtMs: paidAtMs, transactions };
    }
    const lost = world.shop.place();
    world.lose();
    world.pass(20 * minute);
    expect(await world.reconcile()).toMatchObject([{ order: { orderId: lost.id } }]);
    expect(await world.problems()).toEqual([]);
  });
});

describe('a pass of several slices', () => {
  it('is judged as a whole: a flood is not queued slice by slice', async () => {
    const world = await reconciledShop('woocommerce');
    world.pass(hour);
    for (let placed = 1; placed <= 600; placed++) {
      world.pass(1000);
      world.shop.place({ paid: placed % 12 === 0 });
    }
    world.lose();
    world.pass(20 * minute);
    // So slow that a slice has two pages, and 16 missing orders.
    world.held.alter = (answer, { path }) => {
      if (path.includes('status=any')) world.pass(80_000);
      return answer;
    };
    expect(await world.reconcile()).toHaveLength(16);
    world.pass(5 * minute);
    expect(await world.reconcile()).toEqual([]);
    expect(await world.problems()).toMatchObject([{ code: 'reconcile-many' }, { code: 'webhooks-missing' }]);
    // Once a person has agreed, it goes on, whatever its first slices have found.
    await world.ports.states.change(keys.reconcile(world.name), (seen) => ({
      ...seen,
      passCounts: { missing: 100, listed: 200 },
    }));
    await world.approve();
    await world.reconcile();
    expect((await world.problems()).map(({ code }) => code)).toEqual(['webhooks-missing']);
  });

  it('goes on without a person if the slice itself lacks nothing', async () => {
    const world = await withLost(0, 3);
    await world.ports.states.change(keys.reconcile(world.name), (seen) => ({
      ...seen,
      passUntilMs: world.state.nowMs - 15 * minute,
      passCounts: { missing: 100, listed: 200 },
    }));
    await world.reconcile();
    expect(await world.problems()).toEqual([]);
    expect((await world.status())!.passUntilMs).toBeUndefined();
  });
});
